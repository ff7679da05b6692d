"""The client credentials grant: an app's own id and secret buy an access token that lasts a day.

Source: https://shopify.dev/docs/apps/build/authentication-authorization/client-credentials-grant
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit, urlunsplit

import httpx

from conformance.errors import RefusedError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.target.address import Grant

_PATH: Final = "/admin/oauth/access_token"
_MARGIN: Final = 60.0
"""Seconds before its end from which a token counts as expired."""


class ClientCredentials:
    """Where tokens come from; one is asked for when it is first needed, and again when it has expired.

    Args:
        name: how the target is called.
        url: any address of the store.
        grant: the app's credentials.
        clock: seconds that never go back.
    """

    def __init__(
        self, name: str, url: str, grant: Grant, clock: Callable[[], float] = time.monotonic
    ) -> None:
        parts = urlsplit(url)
        self._name = name
        self._url = urlunsplit((parts.scheme, parts.netloc, _PATH, "", ""))
        self._grant = grant
        self._clock = clock
        self._lock = threading.Lock()
        self._token = ""
        self._ends = 0.0
        self.secrets: tuple[str, ...] = ()

    def token(self, client: httpx.Client, *, renew: bool = False) -> str:
        """Return a token that holds.

        Args:
            client: what to ask with.
            renew: whether the store no longer takes the one that it gave.

        Raises:
            RefusedError: the store gives none.
            UnreachableError: it does not answer.
        """
        with self._lock:
            if renew or not self._token or self._clock() >= self._ends:
                self._token, seconds = self._ask(client)
                self._ends = self._clock() + seconds - _MARGIN
                self.secrets = (*self.secrets, self._token)
            return self._token

    def _ask(self, client: httpx.Client) -> tuple[str, float]:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._grant.client_id,
            "client_secret": self._grant.client_secret,
        }
        try:
            answer = client.post(self._url, data=form, headers={"Accept": "application/json"})
        except httpx.HTTPError as error:
            raise UnreachableError(
                f"{self._name} gave no access token: {error}.", hint=f"Is the store at {self._url}?"
            ) from None
        try:
            found = answer.json()
            token, seconds = found["access_token"], float(found["expires_in"])
        except (ValueError, KeyError, TypeError):
            token = None
        if answer.status_code != 200 or not isinstance(token, str) or not token:
            raise RefusedError(
                f"{self._name} gave no access token for the app's credentials (HTTP {answer.status_code}).",
                hint="Are id and secret those of the app's settings, is the app installed in this store, and do both"
                " belong to one organisation?",
            )
        return token, seconds
