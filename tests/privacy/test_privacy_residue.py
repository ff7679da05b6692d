"""The second look: what it finds, where, and what it lets pass."""

from __future__ import annotations

import base64

import pytest

from conformance.errors import ResidueError
from conformance.privacy.identity import Ours
from conformance.privacy.residue import refuse, residue

SECRET = "own-secret-of-ours"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f"x {SECRET} y", "a credential in use"),
        (base64.b64encode(f"ab{SECRET}cd".encode()).decode(), "a credential in use"),
        ("token shpat_0123456789abcdef0123456789abcdef", "what looks like a credential"),
        ("see acme.myshopify.com", "the address of a shop"),
        ("mail grace@navy-mail.net", "an email that is not ours"),
        ("call +49 30 901820", "a phone number that is not ours"),
        ("GRACE HOPPER was here", "a value that had been replaced elsewhere"),
    ],
)
def test_what_must_not_be_written_is_found(text: str, what: str) -> None:
    """Each on its line, without being said."""
    found = residue(f"first\n{text}\n", [SECRET], ["Grace Hopper"])
    assert [(each.line, each.what) for each in found] == [(2, what)]


@pytest.mark.parametrize(
    "text",
    [
        "conformance+14422796f7019b93-1@example.com",
        "ada@shop.example, bob@test.invalid",
        "+19345555632",
        "recorded.myshopify.com and admin.shopify.com/store/recorded",
        "2026-11-25T20:00:00+00:00",
        "gracehopper",
        "[redacted]",
        "a@navy-mail.net in a pseudonym",
    ],
)
def test_what_is_ours_or_nobodys_passes(text: str) -> None:
    """No false alarm, for it would keep a good recording from being written."""
    assert residue(text, [SECRET], ["Grace Hopper"], None, ["x a@navy-mail.net y"]) == ()


def test_what_we_said_passes() -> None:
    """The scenario's own file holds it too."""
    ours = Ours()
    ours.add("ada@navy-mail.net")
    ours.add("+1 613 450 4538")
    assert residue("ada@navy-mail.net +16134504538", ours=ours) == ()


def test_a_refusal_says_where_and_not_what() -> None:
    """At most five places, and that nothing was written."""
    found = residue("\n".join(["grace@navy-mail.net"] * 7))
    with pytest.raises(ResidueError) as told:
        refuse(found, "The cassette of a/b")
    text = str(told.value)
    assert text.startswith(
        "The cassette of a/b was not written, for it would hold:\n  line 1: an email that is not ours"
    )
    assert "  and 2 more" in text
    assert "grace" not in text
    refuse((), "nothing")
