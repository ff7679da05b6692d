"""What to send: inputs of customerSet from the schema and from what is known of its limits.

Every value is written as a scenario writes it. Emails, phones and custom ids are generated identities (`${unique.email}`),
so that whatever an explorer makes carries our mark and is nobody's.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from conformance.domain import territories
from conformance.schema.load import enum_values

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hypothesis.strategies import DrawFn, SearchStrategy

    from conformance.versions import ApiVersion

Input = dict[str, Any]

PEOPLE: Final = 3
"""Different emails, phones and custom ids in one script: few, so that customers meet each other."""

_WORDS: Final = ("Ada", "Grace", "Zoë", "O'Neil", "李", "b2b", "VIP", "vip", "Zulu", "été", "A B")
_NOTES: Final = ("called back", " two \n lines ", "", '5 > 4, "quoted"', "tab\there", "${text.300}")
_LOCALES: Final = ("en", "fr", "de", "pt-BR", "pt-br", " fr ")


def email(number: int) -> str:
    """Return an email as a script writes it."""
    return f"ada.{_reference('email', number)}"


def phone(number: int) -> str:
    """Return a phone number as a script writes it."""
    return _reference("phone", number)


def value(number: int) -> str:
    """Return a custom id as a script writes it."""
    return _reference("value", number)


def _reference(kind: str, number: int) -> str:
    return f"${{unique.{kind}}}" if number == 1 else f"${{unique.{kind}.{number}}}"


def spellings(kind: str, number: int) -> tuple[str, ...]:
    """Return an email or a phone in several spellings that mean the same.

    Recorded: case and spaces do not count in an email; of a phone, the space around it is tried here.
    """
    plain = _reference(kind, number)
    if kind == "phone":
        return plain, plain, f" {plain}", f"{plain} "
    return f"ada.{plain}", f"ada.{plain}", f"ADA.{plain}", f" Ada.{plain}", f"a da.{plain} "


def _spaced(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{space}{word}" for word in words for space in ("", "", " ", "\t "))


# Each is one draw from a table: hypothesis takes far longer to draw than a mock to answer.
NUMBERS: Final = st.integers(1, PEOPLE)
_NAMES: Final = st.sampled_from((*_spaced(_WORDS), None, "", "  ", None, "", "  "))
_NOTE: Final = st.sampled_from((*_NOTES, None))
_LOCALE: Final = st.sampled_from((*_LOCALES, None))
_TAG: Final = st.sampled_from((*_spaced(_WORDS), "", "a, b ,c", " , ", "${unique.tag}"))
_CONTACTS: Final = {
    kind: st.sampled_from((*(each for n in (1, 2, 3) for each in spellings(kind, n)), None, ""))
    for kind in ("email", "phone")
}


@st.composite
def _some(draw: DrawFn, fields: dict[str, SearchStrategy[Any]]) -> Input:
    """Draw some of the fields, each as likely as not."""
    which = draw(st.integers(0, 2 ** len(fields) - 1))
    return {name: draw(each) for at, (name, each) in enumerate(fields.items()) if which >> at & 1}


@st.composite
def _lists(draw: DrawFn, entries: SearchStrategy[Any]) -> Any:
    """Draw null, the empty list, or a list, which may say something twice."""
    size = draw(st.sampled_from((1, 1, 2, 2, 3, 0, None)))
    if size is None:
        return None
    found = [draw(entries) for _ in range(size)]
    return [*found, found[0]] if found and draw(st.integers(0, 3)) == 0 else found


TAGS: Final = _lists(_TAG)


@cache
def exemptions(version: ApiVersion) -> SearchStrategy[Any]:
    """Return lists of values of TaxExemption, also all of them at once."""
    values = enum_values(version, "TaxExemption")
    # Half of them from a few, so that lists have something in common.
    few = _lists(st.sampled_from((*values, *values[:4] * (len(values) // 4))))
    return st.integers(0, 5).flatmap(lambda at: few if at else st.just(list(values)))


def _places() -> tuple[Input, ...]:
    """Return countries with a province of theirs, and some without."""
    some: list[Input] = [
        {},
        {"countryCode": "DK"},
        {"countryCode": "SG", "provinceCode": "ON"},
        {"country": "Canada"},
    ]
    for code in ("CA", "US", "AU", "IT", "JP", "MX", "IN"):
        zones = territories.zones(code)
        some += [{"countryCode": code, "provinceCode": zone} for zone in list(zones)[:6]]
        some += [{"countryCode": code}, {"countryCode": code, "province": next(iter(zones.values()))}]
    return tuple(some)


_PLACE: Final = st.sampled_from(_places())
_LINES: Final[dict[str, SearchStrategy[Any]]] = {
    "address1": st.sampled_from(("1 King St", " 2 Queen St ")),
    "city": st.sampled_from(("Ottawa", "Toronto", "", "  ")),
    "zip": st.sampled_from(("K1A 0B1", "not a zip")),
    "address2": st.sampled_from(("Suite 1", None)),
    "company": st.sampled_from(("Acme", None)),
    "phone": st.sampled_from(("+1 (613) 450-4538", "not a phone")),
}
_NAMED: Final = {"firstName": st.sampled_from(_WORDS), "lastName": st.sampled_from(_WORDS)}


@st.composite
def address(draw: DrawFn, *, named: bool = False) -> Input:
    """Draw an address of a customer.

    Args:
        draw: hypothesis gives it.
        named: whether it has both names of its own, so that none comes from the customer.
    """
    if named:
        return {**draw(_PLACE), **draw(_some(_LINES)), **{name: draw(each) for name, each in _NAMED.items()}}
    return {**draw(_PLACE), **draw(_some({**_LINES, **_NAMED}))}


_MANY: Final = [{"city": f"City {number}", "countryCode": "CA"} for number in range(12)]
ADDRESSES: Final = st.integers(0, 11).flatmap(lambda at: _lists(address()) if at else st.just(_MANY))
NAMED_ADDRESSES: Final = _lists(address(named=True))


@cache
def fields(
    version: ApiVersion, *, contacts: bool = True, named: bool = False
) -> dict[str, SearchStrategy[Any]]:
    """Return values of each field that a shop may refuse only for whom they are about.

    Args:
        version: whose enums are taken.
        contacts: whether there are an email and a phone among them.
        named: whether addresses have names of their own.
    """
    return {
        "note": _NOTE,
        "firstName": _NAMES,
        "lastName": _NAMES,
        "taxExempt": st.booleans(),
        "locale": _LOCALE,
        "taxExemptions": exemptions(version),
        "tags": TAGS,
        "addresses": NAMED_ADDRESSES if named else ADDRESSES,
        **(_CONTACTS if contacts else {}),
    }


def valid(version: ApiVersion, *, contacts: bool = True, named: bool = False) -> SearchStrategy[Input]:
    """Return inputs of some of the `fields`."""
    return _some(fields(version, contacts=contacts, named=named))


LIMITS: Final[tuple[tuple[str, Any], ...]] = (
    ("firstName", "${text.255}"),
    ("lastName", "${text.255}"),
    ("note", "${text.5000}"),
    ("tags", ["${text.255}", "b"]),
    ("tags", "${tags.250}"),
    ("addresses", [{"address1": "${text.255}"}]),
    ("addresses", [{}]),
    ("note", "Zoe\u0308 rang"),
    ("firstName", "Zoe\u0308"),
    ("addresses", [{"city": "st-denis"}]),
    ("addresses", [{"city": " ", "countryCode": None}]),
)
"""Values that are just allowed."""

WRONG: Final[tuple[tuple[str, Any], ...]] = (
    ("firstName", "${text.256}"),
    ("firstName", "${text.256}"),
    ("lastName", "${text.256}"),
    ("note", "${text.5001}"),
    ("note", "${text.5001}"),
    ("email", "foo@"),
    ("email", "@bar.com"),
    ("email", "not-an-email"),
    ("email", "${text.250}@example.com"),
    ("phone", "abc"),
    ("phone", "+1234abcd"),
    ("phone", "${text.256}"),
    ("locale", "not-a-locale"),
    ("locale", "xx"),
    ("taxExempt", None),
    ("tags", ["${text.256}"]),
    ("tags", "${tags.251}"),
    ("tags", [",".join(f"t{number}" for number in range(251))]),
    ("addresses", [{"countryCode": "US", "provinceCode": "ON"}]),
    ("addresses", [{"city": "Ottawa"}, {"countryCode": "US", "provinceCode": "ON"}]),
    ("addresses", [{"countryCode": "ZZ"}]),
    ("addresses", [{"country": "Atlantis"}]),
    ("addresses", [{"address1": "${text.256}"}]),
    ("addresses", [{"city": "<b>Ottawa</b>"}]),
    ("addresses", [{"zip": "https://example.com"}]),
    ("addresses", [{"address1": "1 King St \U0001f600"}]),
)
"""Values that are refused, recorded or assumed of a store."""


_LIMIT: Final = st.sampled_from(LIMITS)
_BAD: Final = st.sampled_from(WRONG)


@st.composite
def inputs(draw: DrawFn, version: ApiVersion) -> Input:
    """Draw an input: of one field, of some, at the limits, or wrong in up to three fields.

    Those of one field are there because a shop's mistake in one easily hides behind the refusal of another.
    """
    kind = draw(st.integers(0, 7))
    known = fields(version)
    if kind < 3:
        name = draw(st.sampled_from(tuple(known)))
        return {name: draw(known[name])}
    if kind == 3:
        return {"firstName": "Ada", **dict([draw(_BAD)])}
    base = draw(valid(version))
    if kind == 4:
        return {**base, **dict([draw(_LIMIT)])}
    if kind == 5:
        return {**base, **dict(draw(_BAD) for _ in range(draw(st.integers(1, 3))))}
    return base
