"""What a scenario requires of a target: whether it is there, or why the scenario is not applicable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from conformance.runner.stage import root, roots
from conformance.wire import Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from conformance.runner.session import Session
    from conformance.versions import ApiVersion

_PLAN: Final = "query ConformancePlan { shop { plan { partnerDevelopment shopifyPlus } } }"
_SCOPES: Final = "query ConformanceScopes { currentAppInstallation { accessScopes { handle } } }"
_PERSON: Final = "query ConformancePerson { customers(first: 1) { nodes { id firstName } } }"

_PLANS: Final = {
    "plan.development": ("partnerDevelopment", "it is no development store"),
    "plan.plus": ("shopifyPlus", "it is not on Shopify Plus"),
}


def missing(words: Iterable[str], session: Session, version: ApiVersion) -> str:
    """Return why a target lacks something of what is required, or an empty string if it lacks nothing.

    Each word is found out once in a run, by questions that change nothing.

    Args:
        words: what is required, as `grammar.REQUIRES` describes it.
        session: the run; what is found out stays in its `capabilities`.
        version: the API version to ask in.

    Raises:
        TargetError: the target could not be asked.
    """
    for word in words:
        if word not in session.capabilities:
            session.capabilities[word] = _lack(word, session, version)
        if session.capabilities[word]:
            return f"requires {word}: {session.capabilities[word]}"
    return ""


def _lack(word: str, session: Session, version: ApiVersion) -> str:
    if word in _PLANS:
        return _plan(word, session, version)
    kind, _, name = word.partition(".")
    return _KINDS[kind](name, session, version)


def _ask(document: str, session: Session, version: ApiVersion) -> Mapping[str, Any]:
    return roots(session.target.send(Request(document, version=version)))


def _plan(word: str, session: Session, version: ApiVersion) -> str:
    field, lack = _PLANS[word]
    shop = _ask(_PLAN, session, version).get("shop")
    plan = shop.get("plan") if isinstance(shop, dict) else None
    if not isinstance(plan, dict):
        return "it does not tell its plan"
    return "" if plan.get(field) is True else lack


def _token(name: str, session: Session, _version: ApiVersion) -> str:
    if session.tokens is None:
        return "it is asked without an access token of its own"
    if name and name not in session.tokens:
        return f"its configuration names no access token {name}"
    return ""


def _scope(name: str, session: Session, version: ApiVersion) -> str:
    installation = _ask(_SCOPES, session, version).get("currentAppInstallation")
    scopes = installation.get("accessScopes") if isinstance(installation, dict) else None
    if not isinstance(scopes, list):
        return "it does not tell the scopes of its access token"
    held = {scope.get("handle") for scope in scopes if isinstance(scope, dict)}
    return "" if name in held else "its access token does not have it"


def _protected_data(_name: str, session: Session, version: ApiVersion) -> str:
    response = session.target.send(Request(_PERSON, version=version))
    return "" if isinstance(root(response, "customers"), dict) else "it does not show who customers are"


def _orders(_name: str, session: Session, version: ApiVersion) -> str:
    if not session.target.is_disposable:
        return "a customer with orders could never be deleted from it again"
    return _scope("write_orders", session, version)


_KINDS: Final[Mapping[str, Callable[[str, Session, ApiVersion], str]]] = {
    "token": _token,
    "scope": _scope,
    "protected-data": _protected_data,
    "orders": _orders,
}
