"""Generated identities: deterministic, distinct, marked, and nobody's."""

from __future__ import annotations

import re
from itertools import product

import phonenumbers
import pytest

from conformance.scenario.grammar import UNIQUE
from conformance.scenario.unique import Unique

ONE = Unique("7", "create/one", "", "2026-10")


def test_identities_are_what_they_were() -> None:
    """The same seed gives the same identities for good, so that recordings stay valid."""
    assert {kind: ONE.get(kind) for kind in UNIQUE} == {
        "email": "conformance+3ab618b7b2664484-1@example.com",
        "phone": "+15025551788",
        "key": "conformance_3ab618b7b2664484_1",
        "tag": "conformance-tag-3ab618b7b2664484-1",
        "name": "Conformance 3ab618b7b2664484 1",
        "value": "conformance-3ab618b7b2664484-1",
    }


@pytest.mark.parametrize("kind", UNIQUE)
def test_numbers_are_distinct(kind: str) -> None:
    """`${unique.email.2}` is another email than `${unique.email}`."""
    assert ONE.get(kind) == ONE.get(kind, 1)
    assert len({ONE.get(kind, number) for number in range(1, 1001)}) == 1000


@pytest.mark.parametrize("kind", UNIQUE)
def test_everything_that_tells_cases_apart_tells_identities_apart(kind: str) -> None:
    """Seed, scenario, case, version and worker each make another identity."""
    cases = list(product(("1", "2"), ("a/b", "a/c"), ("", "x"), ("2026-07", "2026-10"), ("", "gw0", "gw1")))
    assert len({Unique(*case).get(kind) for case in cases}) == len(cases)


def test_parts_do_not_run_into_each_other() -> None:
    """A label is not mistaken for the end of an id."""
    assert Unique("1", "a/b", "c", "2026-10").mark != Unique("1", "a/bc", "", "2026-10").mark


def test_emails_are_at_the_reserved_domain() -> None:
    """No mail can reach anybody, and a sweep finds ours (RFC 2606)."""
    emails = [Unique(str(seed), "a/b", "", "2026-10").get("email") for seed in range(100)]
    assert all(re.fullmatch(r"conformance\+[0-9a-f]{16}-1@example\.com", email) for email in emails)


def test_phones_are_valid_and_nobodys() -> None:
    """Every number is a valid one of the United States or Canada, in the exchange that no subscriber has."""
    for seed in range(3000):
        number = Unique(str(seed), "a/b", "", "2026-10").get("phone")
        assert re.fullmatch(r"\+1\d{3}555\d{4}", number)
        assert number[-4:] not in {"1212", "4334"}
        parsed = phonenumbers.parse(number)
        assert phonenumbers.is_valid_number(parsed)
        assert phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) == number


def test_phones_seldom_collide() -> None:
    """Among 500 cases two have the same number in one run of 25; here, in none of five runs."""
    for seed in range(5):
        numbers = {Unique(str(seed), f"a/b{case}", "", "2026-10").get("phone") for case in range(500)}
        assert len(numbers) == 500
