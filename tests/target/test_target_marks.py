"""Our marks in what is sent, and on whoever bears them."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.scenario.unique import Unique
from conformance.target.marks import Marks, is_marked, marks_in, marks_of
from conformance.wire import Request

UNIQUE = Unique("seed", "own/one", "", "2026-10")


def customer(**shown: Any) -> dict[str, Any]:
    """Return a customer as a target shows one."""
    email = shown.pop("email", None)
    return {
        "id": "gid://shopify/Customer/1",
        "defaultEmailAddress": email and {"emailAddress": email},
        **shown,
    }


@pytest.mark.parametrize(
    ("shown", "mark"),
    [
        ({"email": UNIQUE.get("email")}, UNIQUE.get("email")),
        ({"email": "ada." + UNIQUE.get("email", 2)}, "ada." + UNIQUE.get("email", 2)),
        ({"firstName": UNIQUE.get("name")}, UNIQUE.get("name")),
        ({"lastName": UNIQUE.get("name", 3)}, UNIQUE.get("name", 3)),
        ({"tags": ["gold", UNIQUE.get("tag")]}, UNIQUE.get("tag")),
        ({"metafields": {"nodes": [{"value": UNIQUE.get("value")}]}}, UNIQUE.get("value")),
    ],
)
def test_every_generated_identity_is_a_mark(shown: dict[str, Any], mark: str) -> None:
    """Of each kind that a scenario can generate, but phone numbers, which tell nothing of themselves."""
    assert marks_in(customer(**shown)) == {mark}


@pytest.mark.parametrize(
    "shown",
    [
        {},
        {"email": "conformance@example.com"},
        {"email": "conformance+0123456789abcdef@example.com"},
        {"email": "conformance+0123456789abcdef-1@example.com.au"},
        {"email": "my+conformance+0123456789abcdef-1@example.com"},
        {"email": "notconformance+0123456789abcdef-1@example.com"},
        {"firstName": "Conformance", "lastName": "0123456789abcdef 1"},
        {"firstName": "A Conformance 0123456789abcdef 1"},
        {"tags": ["conformance", "conformance-tag-1", "x conformance-tag-0123456789abcdef-1"]},
        {"note": UNIQUE.get("email")},
        {"defaultPhoneNumber": {"phoneNumber": UNIQUE.get("phone")}},
    ],
)
def test_nobody_else_bears_one(shown: dict[str, Any]) -> None:
    """What merely looks like a mark is none."""
    assert not is_marked(customer(**shown))


def test_identities_are_found_wherever_they_are_sent() -> None:
    """In variables and in literals, in any spelling, each once."""
    email, phone = UNIQUE.get("email"), UNIQUE.get("phone")
    document = f'mutation {{ customerSet(input: {{email: "{email}", phone: "{phone}"}}) {{ userErrors {{ message }} }} }}'
    spelled = Request(document, {"input": {"email": f" A da.{email.upper()} ", "phone": f" {phone} "}})
    assert marks_of(spelled) == Marks(emails=(email, f"ada.{email}"), phones=(phone,))


def test_custom_ids_names_tags_and_definitions_are_found() -> None:
    """Whatever a sweep can look for."""
    value = {"namespace": "conformance", "key": "erp", "value": UNIQUE.get("value")}
    variables = {
        "identifier": {"customId": value},
        "input": {"firstName": UNIQUE.get("name"), "tags": ["gold", UNIQUE.get("tag")]},
        "definition": {"namespace": "conformance", "key": "erp"},
    }
    assert marks_of(Request("mutation M { x }", variables)) == Marks(
        custom_ids=(("conformance", "erp", UNIQUE.get("value")),),
        names=(UNIQUE.get("name"),),
        tags=(UNIQUE.get("tag"),),
        definitions=(("conformance", "erp"),),
    )


def test_what_a_customer_of_others_is_called_is_no_mark() -> None:
    """Most requests of others bear none."""
    assert not marks_of(
        Request("mutation M { x }", {"input": {"email": "ada@example.com", "phone": "+16134504538"}})
    )
