"""Where a target lives: what `--target` names, read from the environment and from `[tool.conformance.targets]`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final
from unicodedata import normalize
from urllib.parse import unquote, urlsplit, urlunsplit

from conformance.errors import UsageError, did_you_mean
from conformance.target.patience import PATIENCE
from conformance.target.permission import NOTHING, read_permission

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from conformance.target.permission import Permission

STORE_VARIABLE: Final = "SHOPIFY_STORE"
TOKEN_VARIABLE: Final = "SHOPIFY_ACCESS_TOKEN"  # noqa: S105 - the name of a variable, not a token
CLIENT_ID_VARIABLE: Final = "SHOPIFY_CLIENT_ID"
CLIENT_SECRET_VARIABLE: Final = "SHOPIFY_CLIENT_SECRET"  # noqa: S105 - likewise
ADMIN_PATH: Final = "/admin/api/{version}/graphql.json"

LOCAL_TOKEN: Final = "made-up-token"  # noqa: S105 - opens nothing
"""What is sent to this very machine if no token is set: a mock wants one, and takes any."""

MOCK_TOKENS: Final = {name: name for name in ("read-only", "unapproved", "basic-plan", "starved")}
"""Further access tokens of the embedded mock by name: of apps that may only read, see nobody, see no personal data, have
a tiny bucket."""

WRONG_TOKEN: Final = "a-token-that-nobody-has"  # noqa: S105 - opens nothing
"""What a request sends that asks for a wrong token."""

CONFIGURATION: Final = "pyproject.toml"
_BUILT_IN: Final = ("mock", "replay", "devstore")
_STORE = re.compile(r"[a-z0-9][a-z0-9-]*\Z", re.IGNORECASE)
_KINDS: Final = ("store", "gateway")
_KEYS: Final = frozenset(
    {
        *("url", "url-env", "token-env", "tokens", "client-id-env", "client-secret-env"),
        *("kind", "disposable", "writes", "budget", "timeout", "patience"),
    }
)
_TABLE: Final = ("stores", "targets")
TIMEOUT: Final = 30.0
"""Seconds to wait for an answer if nothing else is said."""


@dataclass(frozen=True, slots=True)
class Grant:
    """An app's own credentials, which buy an access token that lasts a day.

    Source: https://shopify.dev/docs/apps/build/authentication-authorization/client-credentials-grant
    """

    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True)
class Address:
    """Where to send, and as whom.

    Attributes:
        name: how reports call the target.
        url: the endpoint, with `{version}` where the API version stands.
        token: the access token; None to send none.
        tokens: further access tokens by name, of apps that may do less.
        is_shopify: whether a store answers there, which must prove that it may be written to.
        is_disposable: whether what we create may be left behind.
        grant: credentials to get a token with; None if there is a token, or none is needed.
        timeout: seconds to wait for an answer.
        patience: seconds that one request may wait for the bucket.
        permission: what may be written there.
    """

    name: str
    url: str
    token: str | None = None
    is_shopify: bool = False
    is_disposable: bool = False
    grant: Grant | None = None
    timeout: float = TIMEOUT
    patience: float = PATIENCE
    permission: Permission = NOTHING
    tokens: Mapping[str, str] = field(default_factory=dict)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Credentials that nobody must read in what is written."""
        own = (self.token, self.grant.client_secret if self.grant else None, *self.tokens.values())
        return tuple(secret for secret in own if secret)

    @property
    def own_tokens(self) -> frozenset[str] | None:
        """Names of further tokens; None if no token is the target's own, so that no other one is wrong there.

        The made-up token opens any mock; beside further tokens it is one of those that a mock tells apart.
        """
        is_own = bool(self.grant) or bool(self.token and (self.token != LOCAL_TOKEN or self.tokens))
        return frozenset(self.tokens) if is_own else None


def resolve(text: str, environment: Mapping[str, str], folder: Path) -> Address:
    """Return the address that `--target=text` means; `mock` and `replay` have none.

    Args:
        text: `devstore`, a configured name, or a URL.
        environment: where credentials come from.
        folder: where to look for the pyproject.toml that configures names; its parents count too.

    Raises:
        UsageError: the name is unknown, or its configuration or a credential is missing or wrong.
    """
    if text in {"mock", "replay"}:
        raise UsageError(
            f"--target={text} is for runs: there is {'no store' if text == 'mock' else 'nobody'} to ask.",
            hint="Name a store or a URL; `conformance mock` serves the mock at one.",
        )
    configured = _configured(folder)
    tables = configured.get("targets", {})
    table = tables.get(text, {})
    permission = read_permission(configured, environment, table, f"[tool.conformance.targets.{text}]")
    if "://" in text:
        return replace(
            _from_url(text, text, environment.get(TOKEN_VARIABLE, "").strip()), permission=permission
        )
    if text in tables:
        return replace(_from_table(text, table, environment), permission=permission)
    if text == "devstore":
        return replace(_devstore(environment), permission=permission)
    known = (*_BUILT_IN, *tables)
    raise UsageError(
        f'There is no target "{text}".{did_you_mean(text, known)}',
        hint=f"Known: {', '.join(known)}, or a URL. Name others in [tool.conformance.targets.<name>] of"
        f" {_file(folder) or folder / CONFIGURATION}.",
    )


def _devstore(environment: Mapping[str, str]) -> Address:
    store, token = environment.get(STORE_VARIABLE, "").strip(), environment.get(TOKEN_VARIABLE, "").strip()
    grant = _grant(environment, CLIENT_ID_VARIABLE, CLIENT_SECRET_VARIABLE)
    missing = [
        name for name, value in ((STORE_VARIABLE, store), (TOKEN_VARIABLE, token or grant)) if not value
    ]
    if missing:
        raise UsageError(
            f"--target=devstore needs {' and '.join(missing)} in the environment.",
            hint=f"{STORE_VARIABLE} is like my-dev-store.myshopify.com, {TOKEN_VARIABLE} an Admin API access token"
            f" (or {CLIENT_ID_VARIABLE} and {CLIENT_SECRET_VARIABLE} an app's own credentials).",
        )
    host = urlsplit(store).netloc if "://" in store else store.rstrip("/")
    if _STORE.match(host):
        host += ".myshopify.com"
    return replace(
        _from_url("devstore", f"https://{host}", token, is_store=True), grant=None if token else grant
    )


def _grant(environment: Mapping[str, str], client_id: str, client_secret: str) -> Grant | None:
    """Return an app's credentials, if the environment has both; one alone is a mistake."""
    values = [environment.get(name, "").strip() for name in (client_id, client_secret)]
    if not any(values):
        return None
    for name, value in zip((client_id, client_secret), values, strict=True):
        if not value:
            raise UsageError(
                f"{name} is not in the environment, and its counterpart is.",
                hint=f"An app's own credentials are two: {client_id} and {client_secret}.",
            )
    return Grant(*values)


def _from_url(
    name: str, url: str, token: str | None, *, disposable: bool = False, is_store: bool = False
) -> Address:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError as error:
        raise UsageError(
            f'"{url}" is not a URL: {error}.', hint="A target URL is like http://127.0.0.1:8000."
        ) from None
    if parts.scheme not in {"http", "https"} or not host:
        raise UsageError(
            f'"{url}" is not a URL of a target.', hint="A target URL is like http://127.0.0.1:8000."
        )
    if parts.username or parts.password:
        raise UsageError(
            f"The URL of the target {host} holds credentials.",
            hint=f"Set {TOKEN_VARIABLE} in the environment instead.",
        )
    is_store = is_store or _plain_host(host).endswith(".myshopify.com")
    if is_store and parts.scheme != "https" and not is_loopback(host):
        raise UsageError(
            f"The store {host} is to be asked over plain http, where anybody on the way can read its token.",
            hint=f"Use https://{parts.netloc}.",
        )
    path = parts.path if parts.path.strip("/") else ADMIN_PATH
    address = urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))
    if not token and is_loopback(host):
        token = LOCAL_TOKEN
    return Address(name, address, token or None, is_shopify=is_store, is_disposable=disposable)


def _plain_host(host: str) -> str:
    """Return a host without the ways to write it that lead to the same place: a dot at the end, other dots, `%2e`."""
    return normalize("NFKC", unquote(host)).replace("\u3002", ".").rstrip(".").lower()


def is_loopback(host: str) -> bool:
    """Tell whether a host is this very machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _from_table(name: str, table: Mapping[str, Any], environment: Mapping[str, str]) -> Address:
    where = f"[tool.conformance.targets.{name}]"
    for key in table:
        if key not in _KEYS:
            raise UsageError(
                f'{where} has an unknown key "{key}".{did_you_mean(key, _KEYS)}',
                hint=f"Keys: {', '.join(sorted(_KEYS))}. A token itself never stands in a file.",
            )
    url = table.get("url") or environment.get(str(table.get("url-env", "")), "")
    if "url-env" in table and not url:
        raise UsageError(
            f"The target {name} needs {table['url-env']} in the environment.", hint=f"{where} names it."
        )
    if not isinstance(url, str) or not url:
        raise UsageError(
            f"{where} says no address.",
            hint='Give url = "https://...", or url-env = "NAME_OF_A_VARIABLE" and set that.',
        )
    kind = table.get("kind", "gateway")
    if kind not in _KINDS:
        raise UsageError(
            f'{where}: "{kind}" is no kind of target.{did_you_mean(str(kind), _KINDS)}',
            hint='kind = "store" for a store, or what must be as safe as one; kind = "gateway" for anything else.',
        )
    if not isinstance(table.get("disposable", False), bool):
        raise UsageError(f"{where}: disposable is neither true nor false.")
    if kind == "store" and table.get("disposable") is True:
        raise UsageError(f"{where}: a store outlives the run, so it is not disposable.")
    grant = _table_grant(table, environment)
    address = _from_url(
        name,
        url,
        None if grant else _table_token(name, table, environment, where),
        disposable=table.get("disposable") is True,
        is_store=kind == "store",
    )
    return replace(
        address,
        grant=grant,
        tokens=_further_tokens(where, table.get("tokens", {}), environment),
        timeout=_seconds(table, "timeout", TIMEOUT, where),
        patience=_seconds(table, "patience", PATIENCE, where),
    )


def _table_token(
    name: str, table: Mapping[str, Any], environment: Mapping[str, str], where: str
) -> str | None:
    variable = table.get("token-env", TOKEN_VARIABLE)
    token = environment.get(str(variable), "").strip()
    if "token-env" in table and not token:
        raise UsageError(f"The target {name} needs {variable} in the environment.", hint=f"{where} names it.")
    return token


def _further_tokens(where: str, table: Any, environment: Mapping[str, str]) -> dict[str, str]:
    """Return further access tokens by name; one whose variable is not set is one that the target has not got."""
    if not isinstance(table, dict) or not all(isinstance(variable, str) for variable in table.values()):
        raise UsageError(
            f"{where}: tokens must be names with names of environment variables.",
            hint='tokens = {read-only = "READ_ONLY_TOKEN"}',
        )
    return {
        name: token for name, variable in table.items() if (token := environment.get(variable, "").strip())
    }


def _table_grant(table: Mapping[str, Any], environment: Mapping[str, str]) -> Grant | None:
    """Return an app's credentials where the table names their variables."""
    if "client-id-env" not in table and "client-secret-env" not in table:
        return None
    names = (
        str(table.get("client-id-env", CLIENT_ID_VARIABLE)),
        str(table.get("client-secret-env", CLIENT_SECRET_VARIABLE)),
    )
    found = _grant(environment, *names)
    if found is None:
        raise UsageError(f"The target needs {' and '.join(names)} in the environment.")
    return found


def _seconds(table: Mapping[str, Any], key: str, usual: float, where: str) -> float:
    value = table.get(key, usual)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 600:
        raise UsageError(f"{where}: {key} is no number of seconds, up to 600.", hint=f"{key} = {usual:g}")
    return float(value)


def _configured(folder: Path) -> Mapping[str, Any]:
    """Return the table `[tool.conformance]` of the nearest pyproject.toml, or an empty one."""
    path = _file(folder)
    return _read(path) if path else {}


def _file(folder: Path) -> Path | None:
    found = (place / CONFIGURATION for place in (folder, *folder.parents))
    return next((path for path in found if path.is_file()), None)


def _read(path: Path) -> Mapping[str, Any]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} can't be read: {error}.") from None
    tools = document.get("tool", {})
    found = tools.get("conformance", {}) if isinstance(tools, dict) else None
    if not isinstance(found, dict):
        raise UsageError(f"{path}: [tool.conformance] is no table.", hint=f"It holds {' and '.join(_TABLE)}.")
    for key in found:
        if key not in _TABLE:
            raise UsageError(
                f'{path}: [tool.conformance] has an unknown key "{key}".{did_you_mean(key, _TABLE)}',
                hint=f"Keys: {', '.join(_TABLE)}.",
            )
    targets = found.get("targets", {})
    if not isinstance(targets, dict) or not all(isinstance(table, dict) for table in targets.values()):
        raise UsageError(
            f"{path}: [tool.conformance.targets] must hold tables.", hint="[tool.conformance.targets.NAME]"
        )
    return dict(found)
