"""Limits of the mock's own: what is beyond them is refused early, and said to be a limit of the mock."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from mock_client import PLENTY, Client, Clock

from conformance.mock import shop
from conformance.mock.remembered import Remembered
from conformance.mock.settings import Settings
from conformance.versions import NEWEST_STABLE

if TYPE_CHECKING:
    from conformance.versions import ApiVersion

FRAGMENTS = "".join(f"fragment F{i} on Shop {{ ...F{i + 1} ...F{i + 1} }}" for i in range(20))


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("#" * 1_000_000 + "\n{ shop { id } }", "The document has more than 1000000 characters"),
        ("{ shop { " + "id " * 10_000 + "} }", "The document has more than 10000 tokens"),
        ("{ shop " * 250, "The document is nested too deeply"),
        (
            "{" + "... on QueryRoot {" * 100 + "shop { id }" + "}" * 101,
            "The document is nested more than 100 levels deep",
        ),
        (
            "{ shop { ...F0 } }" + FRAGMENTS + "fragment F20 on Shop { id }",
            "An operation selects more than 10000 fields, fragments written out",
        ),
        (
            "{ shop { " + "a: id a: name " * 1_000 + "} }",
            "The document has too many fields of one name, or too many fragments",
        ),
        (
            "{ __schema { types" + " { possibleTypes { interfaces" * 3 + " { name }" + " } }" * 3 + " } }",
            "The document asks for lists in lists of types too deeply",
        ),
    ],
    ids=["characters", "tokens", "syntax", "levels", "fields", "conflicts", "introspection"],
)
def test_a_document_that_is_too_much_is_refused(client: Client, document: str, said: str) -> None:
    """Without data and without a cost."""
    error = {"message": f"{said} (a limit of this mock)", "extensions": {"code": "MOCK_LIMIT"}}
    assert client.send(document) == {"errors": [error]}


def test_a_search_that_is_too_long_is_refused(client: Client) -> None:
    """From 10,000 characters on."""
    document = "query($q: String) { customers(first: 1, query: $q) { nodes { id } } }"
    assert client.data(document, {"q": "a " * 5_000}) == {"customers": {"nodes": []}}
    [error] = client.send(document, {"q": "a " * 5_001})["errors"]
    assert error["extensions"] == {"code": "MOCK_LIMIT"}


def test_an_id_with_too_many_digits_is_nobodys(client: Client) -> None:
    """Python reads no number of more than 4300 digits."""
    found = client.send('{ customer(id: "gid://shopify/Customer/' + "9" * 5000 + '") { id } }')
    assert found["data"] == {"customer": None}


def test_a_mock_opens_so_many_shops_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """403 with what to do; the shops that are open stay open."""
    monkeypatch.setattr(shop, "MOST_SHOPS", 2)
    client = Client(Settings(bucket=PLENTY, clock=Clock()))
    hosts = ("a.myshopify.com", "b.myshopify.com", "c.myshopify.com", "a.myshopify.com")
    replies = [client.post(b'{"query":"{ shop { id } }"}', host=host) for host in hosts]
    assert [reply.status for reply in replies] == [200, 200, 403, 200]
    assert json.loads(replies[2].body) == {
        "errors": "This mock has as many shops open as it can hold. Use fewer hosts and access tokens, or start it anew."
    }


def test_the_log_keeps_the_start_of_a_long_request(client: Client) -> None:
    """Without its variables, so that the log does not hold what was sent by the megabyte."""
    client.send("query Long { shop { id } }", {"text": "x" * 60_000})
    reply = client.service.answer("GET", "/__meta/log", client.headers(), b"")
    [entry] = json.loads(reply.body)["example.myshopify.com"]
    assert entry["variables"] is None
    assert entry["document"].startswith("query Long { shop { id } }\n# ... cut off, for the request had 60")


def test_the_log_forgets_the_oldest_when_it_is_full_of_bytes(client: Client) -> None:
    """A million bytes of bodies at most."""
    for number in range(30):
        client.send(f"query Q{number} {{ shop {{ id }} }}", {"text": "x" * 45_000})
    reply = client.service.answer("GET", "/__meta/log", client.headers(), b"")
    entries = json.loads(reply.body)["example.myshopify.com"]
    assert [entry["operation"] for entry in entries] == [f"query Q{number}" for number in range(8, 30)]


def test_documents_are_remembered_by_the_amount_of_text() -> None:
    """Made once while they are remembered; the one that was not asked for longest is forgotten first."""
    made: list[str] = []

    def make(_version: ApiVersion, text: str) -> str:
        made.append(text)
        return text.upper()

    remembered = Remembered(make, 1_700)
    texts = ["a" * 300, "b" * 300, "a" * 300, "c" * 300, "a" * 300, "b" * 300]
    assert [remembered(NEWEST_STABLE, text)[0] for text in texts] == ["A", "B", "A", "C", "A", "B"]
    assert [text[0] for text in made] == ["a", "b", "c", "b"]
