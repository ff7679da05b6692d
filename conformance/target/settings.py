"""What `--target` names, read from the environment and from `[tool.conformance.targets]`."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from conformance.errors import UsageError, did_you_mean
from conformance.target.address import (
    STORE_VARIABLE,
    TIMEOUT,
    TOKEN_VARIABLE,
    Grant,
    from_url,
    store_host,
)
from conformance.target.patience import PATIENCE
from conformance.target.permission import read_permission

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from conformance.target.address import Address

CLIENT_ID_VARIABLE: Final = "SHOPIFY_CLIENT_ID"
CLIENT_SECRET_VARIABLE: Final = "SHOPIFY_CLIENT_SECRET"  # noqa: S105 - likewise

CONFIGURATION: Final = "pyproject.toml"
_BUILT_IN: Final = ("mock", "replay", "devstore")
_KINDS: Final = ("store", "gateway")
_KEYS: Final = frozenset(
    {
        *("url", "url-env", "token-env", "tokens", "client-id-env", "client-secret-env"),
        *("kind", "disposable", "writes", "budget", "timeout", "patience"),
    }
)
_TABLE: Final = ("stores", "targets")


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
            from_url(text, text, environment.get(TOKEN_VARIABLE, "").strip()), permission=permission
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
    return replace(
        from_url("devstore", f"https://{store_host(store)}", token, is_store=True),
        grant=None if token else grant,
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
    address = from_url(
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
    if table:
        from conformance.scenario.grammar import TOKENS  # noqa: PLC0415 - few targets have any
    for name in table:
        if name in TOKENS:
            raise UsageError(
                f'{where}: "{name}" is not the name of a further token: in a scenario it means'
                f" {'no token at all' if name == 'none' else 'one that nobody has'}.",
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
