"""Laws: what holds between calls, whatever a shop makes of each. They need no model, only the shop's own answers.

Each law draws its data, makes a script of it and says which customers must be alike in the end. Their ids are requirements
of the catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from conformance.explore import strategies
from conformance.explore.script import NAMESPACE, Agreement, Move, Script
from conformance.match import Matcher
from conformance.scenario.model import Expectation

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import DrawFn, SearchStrategy

    from conformance.explore.strategies import Input
    from conformance.versions import ApiVersion

Data = dict[str, Any]

TIMES: Final = ("createdAt", "updatedAt")
ADDRESS_IDS: Final = ("addressesV2.nodes.*.id", "defaultAddress.id")
WHO: Final = (
    "id",
    "legacyResourceId",
    "displayName",
    "defaultEmailAddress",
    "defaultPhoneNumber",
    "verifiedEmail",
)
"""What follows from whom a customer is."""
ELSE: Final = (*TIMES, *ADDRESS_IDS, *WHO, "metafields")
"""What two customers who differ only in who they are may have different."""

_LISTS: Final = ("tags", "taxExemptions", "addresses")


@dataclass(frozen=True, slots=True)
class Law:
    """One law.

    Attributes:
        id: the requirement that states it.
        data: draws what its script is made of, for an API version. The values are inputs; each may be made smaller.
        script: makes the script.
    """

    id: str
    data: Callable[[ApiVersion], SearchStrategy[Data]]
    script: Callable[[Data], Script]


def _create(name: str, number: int, given: Input) -> Move:
    return Move("when", {"input": {**given, "email": strategies.email(number)}}, name)


def _update(name: str, given: Input, saved: str = "") -> Move:
    return Move("when", {"identifier": {"id": f"${{{name}.id}}"}, "input": given}, saved or name)


@st.composite
def _inputs(draw: DrawFn, version: ApiVersion, *names: str, named: bool = False) -> Data:
    """Draw inputs by name that no shop may refuse: whoever they are about has a first name or an email."""
    right = strategies.valid(version, contacts=False, named=named)
    return {name: draw(right) for name in names}


def _twice(data: Data) -> Script:
    who = {"email": strategies.email(1)}
    what = {"identifier": who, "input": {**data["given"], **who}}
    return Script(
        (Move("when", what, "once"), Move("when", what, "twice")),
        agreements=(Agreement("once", "twice", (*TIMES, *ADDRESS_IDS)),),
    )


def _null(data: Data) -> Script:
    mentioned = {
        name: value for name, value in data["change"].items() if name not in {*_LISTS, "locale", "note"}
    }
    nulls = dict.fromkeys((*_LISTS, "locale"))
    return Script(
        (
            _create("plain", 1, data["given"]),
            _create("nulls", 2, data["given"]),
            _create("cleared", 3, data["given"]),
            _update("plain", mentioned),
            _update("nulls", {**mentioned, **nulls}),
            Move(
                "when",
                {"identifier": {"id": "${cleared.id}"}, "input": {**mentioned, "note": None}},
                "cleared",
                Expectation(customer={"note": None}),
            ),
        ),
        agreements=(
            Agreement("plain", "nulls", ELSE),
            Agreement("plain", "cleared", (*ELSE, "note")),
        ),
    )


@st.composite
def _a_list(draw: DrawFn, version: ApiVersion) -> Data:
    name = draw(st.sampled_from(_LISTS))
    values = strategies.fields(version, contacts=False)[name].filter(lambda value: value is not None)
    base = draw(strategies.valid(version, contacts=False))
    before, after = draw(values), draw(values)
    if draw(st.booleans()):  # what stays, and what changes its place, is where lists go wrong
        after = draw(st.permutations([*before, *after]))
    return {"given": {**base, name: before}, "list": {name: after}}


def _replaced(data: Data) -> Script:
    [name] = data["list"] or {"tags": []}
    return Script(
        (
            _create("replaced", 1, data["given"]),
            _create("emptied", 2, data["given"]),
            _update("emptied", {name: []}),
            _update("emptied", data["list"]),
            _update("replaced", data["list"]),
        ),
        agreements=(Agreement("emptied", "replaced", ELSE),),
    )


def _routes(data: Data) -> Script:
    given, change = data["given"], data["change"]
    phone = {"phone": strategies.phone(3)}
    custom = {"customId": {"namespace": NAMESPACE, "key": "${definition.key}", "value": strategies.value(1)}}
    email = {"email": strategies.email(2)}
    decoy = {"customId": {**custom["customId"], "value": strategies.value(2)}}
    names = {"firstName": "Ada"}  # whoever is made by a custom id must be known by something
    return Script(
        (
            _create("by_id", 1, {**given, **names}),
            _create("by_email", 2, {**given, **names}),
            Move("when", {"input": {**given, **names, **phone}}, "by_phone"),
            Move("when", {"identifier": decoy, "input": names}),
            Move("when", {"identifier": custom, "input": {**given, **names}}, "made"),
            _update("by_id", {**change, **names}),
            Move("when", {"identifier": email, "input": {**change, **names, **email}}, "by_email"),
            Move("when", {"identifier": phone, "input": {**change, **names, **phone}}, "by_phone"),
            Move("when", {"identifier": custom, "input": {**change, **names}}, "by_custom_id"),
        ),
        defined=True,
        agreements=(
            *(Agreement("by_id", name, ELSE) for name in ("by_email", "by_phone", "by_custom_id")),
            Agreement("made", "by_custom_id", only=("id", "metafields")),
        ),
    )


@st.composite
def _halves(draw: DrawFn, version: ApiVersion) -> Data:
    """Draw two updates that have no field in common, nor one that the other's follows from."""
    found = draw(_inputs(version, "given", "one", named=True))
    other = draw(strategies.valid(version, contacts=False, named=True))
    return {**found, "other": {name: value for name, value in other.items() if name not in found["one"]}}


def _order(data: Data) -> Script:
    one, other = data["one"], data["other"]
    return Script(
        (
            *(_create(name, number, data["given"]) for number, name in enumerate(("ab", "ba", "at_once"), 1)),
            _update("ab", one),
            _update("ab", other),
            _update("ba", other),
            _update("ba", one),
            _update("at_once", {**one, **other}),
        ),
        agreements=(Agreement("ab", "ba", ELSE), Agreement("ab", "at_once", ELSE)),
    )


@st.composite
def _refusable(draw: DrawFn, version: ApiVersion) -> Data:
    found = draw(_inputs(version, "given", "change"))
    return {**found, "wrong": [dict([draw(st.sampled_from(_REFUSED))]) for _ in range(_WRONGS)]}


_REFUSED: Final = tuple(pair for pair in strategies.WRONG if pair[1] != "${tags.251}")
"""What is refused with a user error; a list that is too long fails as a whole."""


_WRONGS: Final = 4
"""Refusals in a row: there are many reasons to refuse."""


def _refusal(data: Data) -> Script:
    refused = Expectation(user_errors=Matcher("not", []))
    return Script(
        (
            _create("before", 1, data["given"]),
            *(
                Move(
                    "when",
                    {"identifier": {"id": "${before.id}"}, "input": {**data["change"], **wrong}},
                    then=refused,
                )
                for wrong in data["wrong"]
            ),
            Move("read", {"id": "${before.id}"}, "after"),
        ),
        agreements=(Agreement("before", "after"),),
    )


@st.composite
def _spelled(draw: DrawFn, version: ApiVersion) -> Data:
    found = draw(_inputs(version, "given", "change"))
    kind = draw(st.sampled_from(("email", "phone")))
    first, second = (draw(st.sampled_from(strategies.spellings(kind, 1))) for _ in range(2))
    return {**found, "first": {kind: first}, "second": {kind: second}}


def _same(data: Data) -> Script:
    first, second = data["first"] or {"email": strategies.email(1)}, data["second"]
    second = second or first
    field = "defaultEmailAddress" if "email" in first else "defaultPhoneNumber"
    return Script(
        (
            Move("when", {"identifier": first, "input": {**data["given"], **first}}, "first"),
            Move("when", {"identifier": second, "input": {**data["change"], **second}}, "second"),
            Move("read", {next(iter(first)): next(iter(second.values()))}, "found"),
        ),
        agreements=(
            Agreement("first", "second", only=("id", field)),
            Agreement("second", "found", only=("id", field)),
        ),
    )


def _read_back(data: Data) -> Script:
    custom = {"namespace": NAMESPACE, "key": "${definition.key}", "value": strategies.value(1)}
    who = {"email": strategies.email(1), "phone": strategies.phone(1)}
    reads = {"id": "${written.id}", **who, "customId": custom}
    return Script(
        (
            Move("when", {"identifier": {"customId": custom}, "input": {**data["given"], **who}}, "written"),
            *(Move("read", {by: value}, f"by_{by}") for by, value in reads.items()),
        ),
        defined=True,
        agreements=tuple(Agreement("written", f"by_{by}", ("updatedAt",)) for by in reads),
    )


def _renamed(data: Data) -> Script:
    return Script(
        (
            _create("one", 1, data["given"]),
            *(_create(name, number, data["given"]) for number, name in ((2, "other"), (3, "third"))),
            *(_update(name, data["change"]) for name in ("one", "other", "third")),
        ),
        agreements=(Agreement("one", "other", ELSE), Agreement("one", "third", ELSE)),
    )


def _two(version: ApiVersion) -> SearchStrategy[Data]:
    return _inputs(version, "given", "change")


LAWS: Final = (
    Law("law.set-twice", lambda version: _inputs(version, "given"), _twice),
    Law("law.null-or-omitted", _two, _null),
    Law("law.list-replaced", _a_list, _replaced),
    Law("law.routes-agree", _two, _routes),
    Law("law.order-free", _halves, _order),
    Law("law.refused-is-nothing", _refusable, _refusal),
    Law("law.spellings-agree", _spelled, _same),
    Law("law.read-back", lambda version: _inputs(version, "given"), _read_back),
    Law("law.renaming", _two, _renamed),
)
"""Every law but that of the races, `law.some-order`, whose scripts are not sequences."""


def law_script(law: Law, data: Data) -> Script:
    """Return the script of a law for some data, which knows what it is about."""
    made = law.script(data)
    return Script(made.moves, made.defined, made.agreements, law.id)
