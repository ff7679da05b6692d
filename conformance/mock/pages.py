"""The mock in a browser: GraphiQL at `/`, the customers of its shops, and the latest requests.

Only GET on these paths is answered with a page. Everything they load comes from the mock itself, which a content
security policy makes sure of.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import parse_qs

from conformance.mock.reply import Reply
from conformance.versions import BUNDLED, NEWEST_STABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jinja2 import Environment

    from conformance.domain.customer import Customer
    from conformance.mock.shop import LogEntry, Shop, Shops

MOST_CUSTOMERS: Final = 200
"""How many customers of a shop a page lists, the latest changed first; `/__meta/state` has all."""

MOST_REQUESTS: Final = 200
"""How many requests a page lists, the latest first; `/__meta/log` has all that are remembered."""

MOST_TEXT: Final = 20_000
"""Characters of a document or of variables that a page shows."""

TOKEN: Final = "made-up-token"  # noqa: S105 - opens nothing
"""What GraphiQL sends unless it is told otherwise; a mock without a token of its own lets any in."""

_HERE: Final = Path(__file__).parent
_SCRIPT: Final = "text/javascript; charset=utf-8"
_STYLE: Final = "text/css; charset=utf-8"
_ASSETS: Final[Mapping[str, str]] = {
    "graphiql.min.css": _STYLE,
    "graphiql.min.js": _SCRIPT,
    "graphiql_page.js": _SCRIPT,
    "pages.css": _STYLE,
    "react-dom.min.js": _SCRIPT,
    "react.min.js": _SCRIPT,
}
_COMMON_HEADERS: Final = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
_POLICY: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; img-src data:; style-src 'self'"
# Parts of GraphiQL put style elements into the page.
_GRAPHIQL_POLICY: Final = f"{_POLICY} 'unsafe-inline'; script-src 'self'; connect-src 'self'"


def answer(shops: Shops, path: str, query: str, *, is_token_free: bool) -> Reply | None:
    """Answer a GET request, or return None if there is neither a page nor an asset at its path.

    Args:
        shops: whose customers and requests are shown.
        path: such as `/customers`.
        query: the query string; `shop=example.myshopify.com` shows that shop alone.
        is_token_free: whether the mock lets any access token in.
    """
    if path.startswith("/assets/"):
        return _asset(path.removeprefix("/assets/"))
    view = _VIEWS.get(path)
    if view is None:
        return None
    wanted = parse_qs(query).get("shop", [""])[-1]
    opened = shops.all()
    chosen = [shop for shop in opened if not wanted or shop.domain == wanted]
    values = {"path": path, "wanted": wanted, "domains": [shop.domain for shop in opened]}
    values |= view.values(chosen)
    text = _environment().get_template(view.template).render(values, is_token_free=is_token_free)
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": view.policy,
        "Referrer-Policy": "no-referrer",
        **_COMMON_HEADERS,
    }
    # Half a surrogate pair, which UTF-8 can't carry, becomes a reference that browsers show as a replacement mark.
    return Reply(200, headers, text.encode("utf-8", "xmlcharrefreplace"))


def _asset(name: str) -> Reply | None:
    media = _ASSETS.get(name)
    return Reply(200, {"Content-Type": media, **_COMMON_HEADERS}, _bytes(name)) if media else None


@cache
def _bytes(name: str) -> bytes:
    return (_HERE / "assets" / name).read_bytes()


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - 50 ms that few mocks need

    return Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _graphiql(_shops: Sequence[Shop]) -> dict[str, Any]:
    return {"versions": [str(each) for each in BUNDLED], "newest": str(NEWEST_STABLE), "token": TOKEN}


def _customers(shops: Sequence[Shop]) -> dict[str, Any]:
    return {"shops": [_shop(each) for each in shops]}


def _shop(shop: Shop) -> dict[str, Any]:
    with shop.lock:
        found = list(shop.store.customers.values())
    latest = sorted(found, key=lambda each: (each.updated_at, each.id), reverse=True)[:MOST_CUSTOMERS]
    return {"domain": shop.domain, "count": len(found), "customers": [_customer(each) for each in latest]}


def _customer(customer: Customer) -> dict[str, Any]:
    default = customer.default_address
    return {
        "gid": customer.gid,
        "name": customer.display_name,
        "email": customer.email,
        "phone": customer.phone,
        "tags": customer.tags,
        "tax_exempt": customer.tax_exempt,
        "tax_exemptions": customer.tax_exemptions,
        "addresses": [
            {"lines": each.formatted(with_name=True), "phone": each.phone, "is_default": each is default}
            for each in customer.addresses
        ],
        "updated_at": customer.updated_at,
    }


def _log(shops: Sequence[Shop]) -> dict[str, Any]:
    entries: list[tuple[str, LogEntry]] = []
    for shop in shops:
        with shop.lock:
            entries.extend((shop.domain, each) for each in shop.log)
    latest = sorted(entries, key=lambda each: each[1].at)[: -MOST_REQUESTS - 1 : -1]
    return {"requests": [_request(domain, entry) for domain, entry in latest], "count": len(entries)}


def _request(domain: str, entry: LogEntry) -> dict[str, Any]:
    return {
        "shop": domain,
        "at": entry.at,
        "version": entry.version,
        "operation": entry.operation,
        "status": entry.status,
        "errors": entry.errors,
        "cost": entry.cost,
        "mishap": entry.mishap,
        "document": _shortened(entry.document),
        "variables": _shortened(_written(entry.variables)) if entry.variables else "",
    }


def _written(variables: Any) -> str:
    try:
        return json.dumps(variables, indent=2, ensure_ascii=False)
    except RecursionError:
        return "(nested too deeply to be shown)"


def _shortened(text: str) -> str:
    more = len(text) - MOST_TEXT
    return f"{text[:MOST_TEXT]}\n… {more:,} more characters" if more > 0 else text


class _View(NamedTuple):
    template: str
    values: Callable[[Sequence[Shop]], dict[str, Any]]
    policy: str


_VIEWS: Final[Mapping[str, _View]] = {
    "/": _View("graphiql.html.j2", _graphiql, _GRAPHIQL_POLICY),
    "/customers": _View("customers.html.j2", _customers, _POLICY),
    "/log": _View("log.html.j2", _log, _POLICY),
}
