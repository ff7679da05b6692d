"""The mock's own endpoints, below `/__meta/`: is it there, what is in its shops, what was asked, start over.

`?shop=example.myshopify.com` picks one shop; without it they are about all.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs

from conformance.domain.customer import ADDRESS, DEFINITION, METAFIELD, gid
from conformance.errors import ConformanceError, UsageError
from conformance.mock.meta_documents import DOCUMENTS, NoShopError
from conformance.mock.reply import JSON_TYPE, Reply, dump
from conformance.mock.resolvers.context import timestamp
from conformance.versions import BUNDLED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from conformance.domain.customer import Address, Customer, Metafield, MetafieldDefinition
    from conformance.mock.shop import LogEntry, Shop, Shops
    from conformance.wire import Json


MOST_BYTES: Final = 500_000_000
"""A longer document is refused."""


def answer(shops: Shops, method: str, path: str, query: str, body: bytes = b"") -> Reply:
    """Answer a request to `/__meta/health`, `/__meta/state`, `/__meta/log` or another of these pages."""
    wanted = parse_qs(query).get("shop", [None])[-1]
    name = path.removeprefix("/__meta").strip("/")
    if name in DOCUMENTS:
        return _document(shops, method, path, wanted, body)
    route = _ROUTES.get(name)
    if route is None:
        known = ", ".join(f"/__meta/{name}" for name in (*_ROUTES, *DOCUMENTS))
        return _reply(404, {"error": f"There is no {path}. There are {known}."})
    allowed, handle = route
    if method != allowed:
        return _reply(405, {"error": f"{path} takes {allowed}, not {method}."}, {"Allow": allowed})
    chosen = shops.all()
    if wanted is not None:
        shop = shops.named(wanted)
        if shop is None:
            names = ", ".join(each.domain for each in chosen) or "none"
            return _reply(404, {"error": f"No shop {wanted} is open. Open: {names}."})
        chosen = [shop]
    return _reply(200, handle(chosen))


def _document(shops: Shops, method: str, path: str, wanted: str | None, body: bytes) -> Reply:
    """Answer what takes a document or gives one to keep."""
    methods = DOCUMENTS[path.removeprefix("/__meta").strip("/")]
    handle = methods.get(method)
    if handle is None:
        allowed = ", ".join(methods)
        return _reply(405, {"error": f"{path} takes {allowed}, not {method}."}, {"Allow": allowed})
    if len(body) > MOST_BYTES:
        return _reply(413, {"error": f"The body is longer than {MOST_BYTES} bytes."})
    try:
        return _reply(200, handle(shops, wanted, body))
    except NoShopError as error:
        return _reply(404, {"error": str(error)})
    except UsageError as error:
        return _reply(400, {"error": str(error)})
    except ConformanceError as error:
        return _reply(500, {"error": str(error)})


def _reply(status: int, payload: Json, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(status, {"Content-Type": JSON_TYPE, **(headers or {})}, dump(payload))


def _health(shops: Sequence[Shop]) -> Json:
    return {
        "status": "ok",
        "versions": [str(each) for each in BUNDLED],
        "shops": [each.domain for each in shops],
    }


def _state(shops: Sequence[Shop]) -> Json:
    return {shop.domain: _shop_state(shop) for shop in shops}


def _shop_state(shop: Shop) -> Json:
    with shop.lock:
        store = shop.store
    return {
        "customers": [_customer(each) for _, each in sorted(store.customers.items())],
        "definitions": [
            _definition(each) for each in sorted(store.definitions.values(), key=lambda each: each.id)
        ],
    }


def _customer(customer: Customer) -> Json:
    state = asdict(customer)
    del state["default_address_id"]
    default = customer.default_address
    return {
        **state,
        "id": customer.gid,
        "created_at": timestamp(customer.created_at),
        "updated_at": timestamp(customer.updated_at),
        "addresses": [_address(each) for each in customer.addresses],
        "default_address": default and gid(ADDRESS, default.id),
        "metafields": [_metafield(each) for each in customer.metafields],
    }


def _address(address: Address) -> Json:
    return {**asdict(address), "id": gid(ADDRESS, address.id)}


def _metafield(metafield: Metafield) -> Json:
    return {
        **asdict(metafield),
        "id": gid(METAFIELD, metafield.id),
        "created_at": timestamp(metafield.created_at),
        "updated_at": timestamp(metafield.updated_at),
    }


def _definition(definition: MetafieldDefinition) -> Json:
    return {**asdict(definition), "id": gid(DEFINITION, definition.id)}


def _log(shops: Sequence[Shop]) -> Json:
    entries: dict[str, list[dict[str, Any]]] = {}
    for shop in shops:
        with shop.lock:
            found = list(shop.log)
        entries[shop.domain] = [_entry(each) for each in found]
    return entries


def _entry(entry: LogEntry) -> dict[str, Any]:
    return {**asdict(entry), "at": entry.at.isoformat(timespec="milliseconds")}


_ROUTES: Final[Mapping[str, tuple[str, Callable[[Sequence[Shop]], Json]]]] = {
    "health": ("GET", _health),
    "state": ("GET", _state),
    "log": ("GET", _log),
}
