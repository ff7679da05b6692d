"""What to send: input of customerSet that a target may not refuse, with everything omitted, null, empty or set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

EMAILS: Final = tuple(f"explore-{number}@example.com" for number in range(4))
"""Few, so that customers meet each other."""
PHONES: Final = tuple(f"+1613555010{number}" for number in range(4))
EXEMPTIONS: Final = (
    "CA_STATUS_CARD_EXEMPTION",
    "CA_BC_RESELLER_EXEMPTION",
    "US_CA_RESELLER_EXEMPTION",
    "EU_REVERSE_CHARGE_EXEMPTION_RULE",
)
_WORDS: Final = ("Ada", "Grace", "Zoë", "O'Neil", "李", "b2b", "VIP", "vip", "Zulu", "été", "x" * 255)
_PLACES: Final[tuple[dict[str, str], ...]] = (
    {"countryCode": "CA", "provinceCode": "ON"},
    {"countryCode": "CA", "provinceCode": "QC"},
    {"countryCode": "US"},
    {"countryCode": "US", "provinceCode": "CA"},
    {"countryCode": "DK"},
    {},
)


def _around(texts: SearchStrategy[str]) -> SearchStrategy[str]:
    """Return the texts, some of them with space around."""
    return st.tuples(st.sampled_from(("", " ", "\t ")), texts, st.sampled_from(("", "  "))).map("".join)


WORDS: Final = st.sampled_from(_WORDS)
NAMES: Final = st.one_of(st.none(), st.sampled_from(("", "  ")), _around(WORDS))
EMAIL: Final = st.sampled_from(EMAILS).flatmap(
    lambda email: st.sampled_from((email, email.upper(), f" {email} ", email.replace("@", " @ ")))
)
PHONE: Final = st.sampled_from(PHONES).flatmap(
    lambda phone: st.sampled_from((phone, f"+1 (613) 555-{phone[-4:]}", f" {phone[:2]}-{phone[2:]}"))
)


def _lists(entries: SearchStrategy[Any]) -> SearchStrategy[Any]:
    """Return null, the empty list, and lists of which some say something twice."""
    some = st.lists(entries, min_size=1, max_size=3)
    return st.one_of(st.none(), st.just([]), some, some.map(lambda each: [*each, each[0]]))


TAGS: Final = _lists(st.one_of(_around(WORDS), st.sampled_from(("", "a, b ,c", " , "))))
TAX_EXEMPTIONS: Final = _lists(st.sampled_from(EXEMPTIONS))
ADDRESS: Final = st.builds(
    lambda place, rest: {**place, **rest},
    st.sampled_from(_PLACES),
    st.fixed_dictionaries(
        {},
        optional={
            "address1": _around(st.sampled_from(("1 King St", "2 Queen St"))),
            "city": st.sampled_from(("Ottawa", "", "  ")),
            "zip": st.sampled_from(("K1A 0B1", "not a zip")),
            "company": st.none() | st.just("Acme"),
            "firstName": _around(WORDS),
            "lastName": _around(WORDS),
        },
    ),
)
ADDRESSES: Final = _lists(ADDRESS)


def inputs(*, email: SearchStrategy[Any] | None = None) -> SearchStrategy[dict[str, Any]]:
    """Return a strategy of CustomerSetInput values; each field may be left out.

    Args:
        email: values of `email`; None for any.
    """
    return st.fixed_dictionaries(
        {},
        optional={
            "firstName": NAMES,
            "lastName": NAMES,
            "email": st.one_of(st.none(), st.just(""), EMAIL) if email is None else email,
            "phone": st.one_of(st.none(), st.just(""), PHONE),
            "note": st.none() | st.sampled_from(("", "called back", " two \n lines ")),
            "taxExempt": st.booleans(),
            "taxExemptions": TAX_EXEMPTIONS,
            "tags": TAGS,
            "addresses": ADDRESSES,
        },
    )
