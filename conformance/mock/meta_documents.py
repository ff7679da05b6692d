"""The endpoints below `/__meta/` that take a document or give one to keep: mishaps, snapshot, restore."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from conformance.errors import UsageError
from conformance.mock.meta_config import change_config, replace_config, show_config
from conformance.mock.mishap_calls import FIELDS
from conformance.mock.mishap_script import Progress, parse_script
from conformance.mock.records import checked, contents, contents_from, to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from conformance.mock.mishap_script import Rule
    from conformance.mock.shop import Shop, Shops
    from conformance.wire import Json

_FORMAT: Final = 1
"""Version of snapshots."""


class NoShopError(UsageError):
    """The shop that is asked for is not open."""


def show_mishaps(shops: Shops, domain: str | None, _body: bytes) -> Json:
    """Return the script of shops that open from now on, and of each that is open how far it is."""
    return {
        "script": [rule.text for rule in shops.script],
        "shops": {shop.domain: _progress(shop) for shop in _chosen(shops, domain)},
    }


def set_mishaps(shops: Shops, domain: str | None, body: bytes) -> Json:
    """Give one shop, or all that are or will be open, the script in the body; counting starts anew.

    Raises:
        UsageError: the body holds none.
    """
    payload = _decoded(body)
    texts = payload.get("script") if isinstance(payload, dict) else payload
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise UsageError('Send a list of mishaps, such as ["lost@customerSet#3"]; an empty one clears them.')
    return _give(shops, domain, parse_script(texts, FIELDS))


def clear_mishaps(shops: Shops, domain: str | None, _body: bytes) -> Json:
    """Let nothing go wrong any more."""
    return _give(shops, domain, ())


def snapshot(shops: Shops, domain: str | None, _body: bytes) -> Json:
    """Return all that shops hold, in the form that `restore` takes."""
    held: dict[str, Json] = {}
    for shop in _chosen(shops, domain):
        with shop.lock:
            store = shop.store
        held[shop.domain] = to_json(contents(store))
    return {"snapshot": _FORMAT, "shops": held}


def restore(shops: Shops, domain: str | None, body: bytes) -> Json:
    """Put what a snapshot holds in place of what its shops hold, or one of them; other shops are left alone.

    Raises:
        UsageError: the body is no snapshot, lacks the shop, or no shop could be in that state. Nothing has changed.
        StateFileError: the state can't be kept. Nothing has changed.
    """
    payload = _decoded(body)
    if not isinstance(payload, dict) or not isinstance(payload.get("shops"), dict):
        raise UsageError("Send what /__meta/snapshot gave: an object with snapshot and shops.")
    version = payload.get("snapshot")
    if version != _FORMAT:
        raise UsageError(f"The snapshot's format is {json.dumps(version)}, and this mock knows {_FORMAT}.")
    held = payload["shops"]
    if domain is not None:
        if domain not in held:
            names = ", ".join(held) or "none"
            raise UsageError(f"The snapshot has no shop {domain}. It has: {names}.")
        held = {domain: held[domain]}
    stores = {}
    for name, value in held.items():
        where = f"shops.{name}"
        stores[name] = checked(shops.empty_store(name), contents_from(value, where), where)
    shops.restore(stores)
    return {"restored": sorted(stores)}


def _give(shops: Shops, domain: str | None, script: tuple[Rule, ...]) -> Json:
    if domain is None:
        shops.script = script
        chosen = shops.all()
    else:
        chosen = [shops.open(domain)]
    for shop in chosen:
        with shop.lock:
            shop.mishaps = Progress(script)
    return show_mishaps(shops, domain, b"")


def _progress(shop: Shop) -> Json:
    with shop.lock:
        mishaps = shop.mishaps
        rows = zip(mishaps.rules, mishaps.calls, mishaps.happened, strict=True)
        return [{"mishap": rule.text, "calls": calls, "happened": happened} for rule, calls, happened in rows]


def _chosen(shops: Shops, domain: str | None) -> list[Shop]:
    if domain is None:
        return shops.all()
    shop = shops.named(domain)
    if shop is None:
        names = ", ".join(each.domain for each in shops.all()) or "none"
        raise NoShopError(f"No shop {domain} is open. Open: {names}.")
    return [shop]


def _decoded(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise UsageError("The body is not JSON.") from None


def reset(shops: Shops, domain: str | None, _body: bytes) -> Json:
    """Make one shop, or all, as they were when the mock started.

    Raises:
        StateFileError: the state can't be kept.
    """
    chosen = _chosen(shops, domain)
    shops.reset(None if domain is None else chosen[0])
    return {"reset": [shop.domain for shop in chosen]}


DOCUMENTS: Final[Mapping[str, Mapping[str, Callable[[Shops, str | None, bytes], Json]]]] = {
    "mishaps": {"GET": show_mishaps, "POST": set_mishaps, "DELETE": clear_mishaps},
    "snapshot": {"GET": snapshot},
    "restore": {"POST": restore},
    "config": {"GET": show_config, "POST": change_config, "PUT": replace_config},
    "reset": {"POST": reset},
}
"""By name and method: what takes all shops, the address of the one that is meant or None, and the body."""
