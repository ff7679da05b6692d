"""Where a target lives: what `--target` names, read from the environment and from `[tool.conformance.targets]`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit, urlunsplit

from conformance.cassette.recording import HIDDEN_HOST
from conformance.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

STORE_VARIABLE: Final = "SHOPIFY_STORE"
TOKEN_VARIABLE: Final = "SHOPIFY_ACCESS_TOKEN"  # noqa: S105 - the name of a variable, not a token
ADMIN_PATH: Final = "/admin/api/{version}/graphql.json"

LOCAL_TOKEN: Final = "made-up-token"  # noqa: S105 - opens nothing
"""What is sent to this very machine if no token is set: a mock wants one, and takes any."""

MOCK_TOKENS: Final = {name: name for name in ("read-only", "unapproved", "basic-plan", "starved")}
"""Further access tokens of the embedded mock by name: of apps that may only read, see nobody, see no personal data, have
a tiny bucket."""

WRONG_TOKEN: Final = "a-token-that-nobody-has"  # noqa: S105 - opens nothing
"""What a request sends that asks for a wrong token."""

_BUILT_IN: Final = ("mock", "replay", "devstore")
_STORE = re.compile(r"[a-z0-9][a-z0-9-]*\Z", re.IGNORECASE)
_KEYS: Final = frozenset({"url", "url-env", "token-env", "tokens", "disposable"})


@dataclass(frozen=True, slots=True)
class Address:
    """Where to send, and as whom.

    Attributes:
        name: how reports call the target.
        url: the endpoint, with `{version}` where the API version stands.
        token: the access token; None to send none.
        tokens: further access tokens by name, of apps that may do less.
        is_shopify: whether a real store answers there.
        is_disposable: whether what we create may be left behind.
    """

    name: str
    url: str
    token: str | None = None
    is_shopify: bool = False
    is_disposable: bool = False
    tokens: Mapping[str, str] = field(default_factory=dict)


def resolve(text: str, environment: Mapping[str, str], folder: Path) -> Address:
    """Return the address that `--target=text` means; `mock` has none and is not asked here.

    Args:
        text: `devstore`, `replay` for what was recorded of it, a configured name, or a URL.
        environment: where credentials come from.
        folder: where to look for the pyproject.toml that configures names; its parents count too.

    Raises:
        UsageError: the name is unknown, or its configuration or a credential is missing or wrong.
    """
    if "://" in text:
        return _from_url(text, text, environment.get(TOKEN_VARIABLE))
    configured = _configured(folder)
    if text in configured:
        return _from_table(text, configured[text], environment)
    if text == "replay":
        return Address("devstore", f"https://{HIDDEN_HOST}{ADMIN_PATH}", is_shopify=True)
    if text == "devstore":
        return _devstore(environment)
    known = (*_BUILT_IN, *configured)
    raise UsageError(
        f'There is no target "{text}".{did_you_mean(text, known)}',
        hint=f"Known: {', '.join(known)}, or a URL. Name others in [tool.conformance.targets.<name>] of pyproject.toml.",
    )


def _devstore(environment: Mapping[str, str]) -> Address:
    store, token = environment.get(STORE_VARIABLE, "").strip(), environment.get(TOKEN_VARIABLE, "").strip()
    missing = [name for name, value in ((STORE_VARIABLE, store), (TOKEN_VARIABLE, token)) if not value]
    if missing:
        raise UsageError(
            f"--target=devstore needs {' and '.join(missing)} in the environment.",
            hint=f"{STORE_VARIABLE} is like my-dev-store.myshopify.com, {TOKEN_VARIABLE} an Admin API access token.",
        )
    host = urlsplit(store).netloc if "://" in store else store.rstrip("/")
    if _STORE.match(host):
        host += ".myshopify.com"
    return _from_url("devstore", f"https://{host}", token)


def _from_url(name: str, url: str, token: str | None, *, disposable: bool = False) -> Address:
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
    path = parts.path if parts.path.strip("/") else ADMIN_PATH
    address = urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))
    if not token and _is_loopback(host):
        token = LOCAL_TOKEN
    return Address(
        name, address, token or None, is_shopify=host.endswith(".myshopify.com"), is_disposable=disposable
    )


def _is_loopback(host: str) -> bool:
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
    variable = table.get("token-env", TOKEN_VARIABLE)
    token = environment.get(str(variable))
    if "token-env" in table and not token:
        raise UsageError(f"The target {name} needs {variable} in the environment.", hint=f"{where} names it.")
    address = _from_url(name, url, token, disposable=table.get("disposable") is True)
    return replace(address, tokens=_further_tokens(where, table.get("tokens", {}), environment))


def _further_tokens(where: str, table: Any, environment: Mapping[str, str]) -> dict[str, str]:
    """Return further access tokens by name; one whose variable is not set is one that the target has not got."""
    if not isinstance(table, dict) or not all(isinstance(variable, str) for variable in table.values()):
        raise UsageError(
            f"{where}: tokens must be names with names of environment variables.",
            hint='tokens = {read-only = "READ_ONLY_TOKEN"}',
        )
    return {name: environment[variable] for name, variable in table.items() if environment.get(variable)}


def _configured(folder: Path) -> dict[str, Mapping[str, Any]]:
    for place in (folder, *folder.parents):
        path = place / "pyproject.toml"
        if path.is_file():
            return _read(path)
    return {}


def _read(path: Path) -> dict[str, Mapping[str, Any]]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} can't be read: {error}.") from None
    targets = document.get("tool", {}).get("conformance", {}).get("targets", {})
    if not isinstance(targets, dict) or not all(isinstance(table, dict) for table in targets.values()):
        raise UsageError(
            f"{path}: [tool.conformance.targets] must hold tables.", hint="[tool.conformance.targets.NAME]"
        )
    return targets
