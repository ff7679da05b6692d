"""Short stories that are told one by one: every limit and wrong value, every country, every call that the schema forbids.

What is drawn at random meets each of many rare things in few runs only; what can be counted is better gone through. The order
is the seed's, so that a short run does not always see the same beginning.
"""

from __future__ import annotations

from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any, Final

from conformance.explore import strategies
from conformance.explore.broken import EVERY, SERIAL
from conformance.explore.player import PointlessError, play
from conformance.explore.script import Move, Script, live
from conformance.scenario.model import Expectation
from conformance.schema.load import enum_values

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.explore.player import Table
    from conformance.versions import ApiVersion

Story = tuple[Move, ...]

_AT_ONCE: Final = 50
"""Addresses of one customer that are read back."""
_NOWHERE: Final = "ZZ"
"""The value of CountryCode that is no country, and refused."""
_OTHER_TYPE: Final = "gid://shopify/Product/1"
_TOO_LONG: Final = "${text.256}"


def _make(given: dict[str, Any], name: str = "ada", **more: Any) -> Move:
    return Move("when", {"input": {"firstName": "Ada", **given}, **more}, name)


def _change(given: dict[str, Any], name: str = "ada") -> Move:
    return Move("when", {"identifier": {"id": f"${{{name}.id}}"}, "input": given}, name)


def _contacts(kind: str) -> tuple[Story, ...]:
    """Return what may happen to an email or a phone: kept, changed, taken away, refused, misspelled."""
    first, second = ({kind: strategies.spellings(kind, number)[0]} for number in (1, 2))
    known = Move("when", {"input": {**first}}, "ada")
    spelled = [{kind: each} for each in dict.fromkeys(strategies.spellings(kind, 1))]
    return (
        tuple(Move("when", {"identifier": each, "input": {**each, "firstName": "Ada"}}) for each in spelled),
        (_make(first), *(_make(each, "bob") for each in spelled)),
        (_make(first), _change(first)),
        (known, _change({kind: None})),
        (known, _change({kind: ""})),
        (_make(first), _change(second), Move("read", first), Move("read", second)),
        (
            _make(first),
            _change(second),
            Move("when", {"identifier": first, "input": {**first, "firstName": "Bob"}}, "bob"),
        ),
        (Move("when", {"input": {**first, "firstName": _TOO_LONG}}), Move("read", first)),
        (Move("when", {"input": {**first, "note": "${text.5001}"}}), Move("read", first)),
        tuple(
            Move("when", {"identifier": {kind: wrong}, "input": {kind: wrong, "firstName": "Ada"}})
            for wrong in ("foo@", "abc")
        ),
    )


_PLACE: Final = {"address1": "1 King St", "city": "Ottawa"}
_ADDRESS_IDS: Final[tuple[Story, ...]] = tuple(
    (
        _make({"email": strategies.email(1), "addresses": [_PLACE]}),
        *more,
    )
    for more in (
        (
            _make(
                {"email": strategies.email(2), "addresses": [{"id": "${ada.addresses.0.id}", "city": "X"}]},
                "bob",
            ),
        ),
        (
            _make({"email": strategies.email(2), "addresses": [{"city": "Toronto"}]}, "bob"),
            _change({"addresses": [{"id": "${ada.addresses.0.id}", "city": "X"}]}, "bob"),
        ),
    )
)
_LOOK: Final = """query Look($id: ID!, $identifier: CustomerIdentifierInput!) {
  customer(id: $id) {
    id
    addressesV2(first: 1) { nodes { city } pageInfo { hasNextPage } }
    metafields(first: 1, namespace: "conformance_nothing") { nodes { id } pageInfo { hasNextPage } }
  }
  node(id: $id) { id }
  customerByIdentifier(identifier: $identifier) { id }
}"""
_LOOKED_AT: Final = (
    _make({"email": strategies.email(1), "addresses": [{"city": "Ottawa"}, {"city": "Toronto"}]}),
    Move(
        "call",
        {"document": _LOOK, "variables": {"id": "${ada.id}", "identifier": {"id": "${ada.id}"}}},
        then=Expectation(
            data=live(
                {
                    "customer": {
                        "id": "gid://shopify/Customer/${ada.legacyResourceId}",
                        "addressesV2": {"nodes": [{"city": "Ottawa"}], "pageInfo": {"hasNextPage": True}},
                        "metafields": {"nodes": [], "pageInfo": {"hasNextPage": False}},
                    },
                    "node": {"id": "${ada.id}"},
                    "customerByIdentifier": {"id": "${ada.id}"},
                }
            )
        ),
    ),
)
_FULL: Final[dict[str, Any]] = {
    "email": strategies.email(1),
    "tags": ["VIP", "b2b"],
    "taxExemptions": ["CA_BC_RESELLER_EXEMPTION"],
    "addresses": [_PLACE],
    "locale": "fr",
}
_BEFORE: Final = (
    ("tags", ["alpha"]),
    ("taxExemptions", ["US_CA_RESELLER_EXEMPTION"]),
    ("addresses", [{"city": "Toronto"}]),
)
"""What an update puts before what was there."""
_MORE: Final[tuple[Story, ...]] = (
    _LOOKED_AT,
    (SERIAL, Move("read", {"email": strategies.email(1)}, then=Expectation(customer={"note": "second"}))),
    (
        *(_make({"email": strategies.email(number)}, f"p{number}") for number in (1, 2, 3)),
        Move("delete", {"id": "${p2.id}"}),
        *(Move("read", {"email": strategies.email(number)}) for number in (1, 2, 3)),
    ),
    (_make({"lastName": "Lovelace"}, "one"), _make({"lastName": "Lovelace", "note": "other"}, "two")),
    (
        _make({"email": strategies.email(1)}),
        Move("delete", {"id": "${ada.id}"}),
        Move("when", {"identifier": {"id": "${ada.id}"}, "input": {"note": "boo"}}),
        Move("delete", {"id": "${ada.id}"}),
    ),
    *((_make(_FULL), _change({name: None})) for name in ("tags", "taxExemptions", "addresses", "locale")),
    *((_make(_FULL), _change({name: value})) for name, value in strategies.WRONG if name == "tags"),
    *(
        (Move("when", {"input": {name: "Ada"}}, "ada"), _change({"note": "boo"}))
        for name in ("firstName", "lastName")
    ),
    (Move("when", {"input": {"note": "Ada"}}),),
    (_make({"taxExempt": True}), _change({"taxExempt": False}), _change({"taxExempt": True})),
    *((_make(_FULL), _change({name: [*more, *_FULL[name]]})) for name, more in _BEFORE),
    (_make({"tags": ["a, b ,c"]}), _change({"tags": ["d,e", "f"]})),
)
_QUOTED: Final = (_make({"email": strategies.email(1), "note": 'She said "hello"'}, inline=True),)
_ELSEWHERE: Final = (Move("when", {"identifier": {"id": _OTHER_TYPE}, "input": {"firstName": "Ghost"}}),)


@cache
def stories(version: ApiVersion) -> tuple[Story, ...]:
    """Return all stories, for an API version."""
    limits = tuple((_make({"email": strategies.email(1), **dict([pair])}),) for pair in strategies.LIMITS)
    kept = tuple((_make({"email": strategies.email(1)}), _change(dict([pair]))) for pair in strategies.LIMITS)
    wrong = tuple((_make(dict([pair])),) for pair in strategies.WRONG)
    codes = [code for code in enum_values(version, "CountryCode") if code != _NOWHERE]
    countries = tuple(
        (_make({"email": strategies.email(1), "addresses": [{"countryCode": code} for code in some]}),)
        for some in (codes[at : at + _AT_ONCE] for at in range(0, len(codes), _AT_ONCE))
    )
    forbidden = tuple((move,) for move in EVERY)
    others = (*_contacts("email"), *_contacts("phone"), *_ADDRESS_IDS, *_MORE, _QUOTED, _ELSEWHERE)
    return (*limits, *kept, *wrong, *countries, *forbidden, *others)


def tour(table: Table) -> Callable[[int], None]:
    """Return an explorer that tells every story once, and goes on with the rest after each deviation."""
    rest: list[Story] | None = None

    def explore(number: int) -> None:
        nonlocal rest
        if rest is None:
            rest = list(stories(table.version))
            Random(number).shuffle(rest)  # noqa: S311 - an order, not a secret
        while rest:
            story = rest.pop()
            try:
                deviation = play(table, Script(story), table.side())
            except PointlessError:
                continue
            if deviation is None:
                table.wasted = 0
            else:
                table.report(deviation)

    return explore
