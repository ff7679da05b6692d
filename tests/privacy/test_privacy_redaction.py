"""Whose a value is, and what stands in for one that is not ours."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.privacy.pseudonym import Pseudonyms
from conformance.privacy.redaction import Redactor
from conformance.privacy.verdicts import WITHHELD, presentable
from conformance.runner import documents
from conformance.verdict import Evidence, Level, Mismatch, Status, Verdict
from conformance.versions import ApiVersion
from conformance.wire import Exchange, Request, Response

VERSION = ApiVersion("2026-10")
TOKEN = "shpat_" + "0123456789abcdef" * 2
READ = documents.customer_by_id(metafields=False)
GRACE = {
    "id": "gid://shopify/Customer/1",
    "firstName": "Grace",
    "lastName": "Hopper",
    "displayName": "Grace Hopper",
    "defaultEmailAddress": {"emailAddress": "grace.hopper@navy-mail.net"},
    "defaultPhoneNumber": {"phoneNumber": "+4930901820"},
    "note": "calls at night",
    "tags": ["very important"],
    "defaultAddress": {"address1": "1 Navy Road", "city": "Berlin", "zip": "10117", "country": "Germany"},
}


def exchange(data: Any, document: str = READ, **variables: Any) -> Exchange:
    """Return an exchange that was answered with these `data`, or with a whole body that has `errors`."""
    body = data if isinstance(data, dict) and "errors" in data else {"data": data}
    headers = {"content-type": "application/json", "set-cookie": "s=1", "x-request-id": "7", "x-shopid": "5"}
    return Exchange(Request(document, variables, VERSION), Response(200, headers, json.dumps(body).encode()))


def clean(*exchanges: Exchange, secrets: tuple[str, ...] = ()) -> list[Any]:
    """Return the redacted answers of some exchanges."""
    redactor = Redactor(secrets)
    redactor.learn(exchanges)
    return [redactor.exchange(each).response.payload for each in exchanges]


def test_no_protected_value_of_somebody_else_is_left() -> None:
    """By path: names, email, phone, note, tags and address are other ones; id and country, which tell nobody, stay."""
    [payload] = clean(exchange({"customer": GRACE}, id="gid://shopify/Customer/1"))
    text = json.dumps(payload)
    for value in (
        "Grace",
        "Hopper",
        "navy-mail",
        "901820",
        "calls at night",
        "important",
        "Navy",
        "Berlin",
        "10117",
    ):
        assert value not in text
    assert payload["data"]["customer"]["id"] == "gid://shopify/Customer/1"
    assert payload["data"]["customer"]["defaultAddress"]["country"] == "Germany"


def test_a_pseudonym_has_the_shape_of_its_value() -> None:
    """Length, capitals, digits and signs stay; an email leads nowhere; a phone number keeps its country."""
    [payload] = clean(exchange({"customer": GRACE}))
    customer = payload["data"]["customer"]
    assert [len(word) for word in customer["displayName"].split()] == [5, 6]
    assert customer["firstName"].istitle()
    assert customer["defaultEmailAddress"]["emailAddress"].endswith("@redacted.example")
    assert customer["defaultEmailAddress"]["emailAddress"].index(".") == 5
    phone = customer["defaultPhoneNumber"]["phoneNumber"]
    assert phone.startswith("+49")
    assert len(phone) == 11
    assert customer["defaultAddress"]["zip"].isdigit()
    assert len(customer["defaultAddress"]["zip"]) == 5


def test_equal_values_have_equal_pseudonyms_in_every_step() -> None:
    """A value that an answer held is the same one in a later request and in a later answer."""
    email = "grace.hopper@navy-mail.net"
    first = exchange({"customer": GRACE})
    second = exchange(
        {"customerByIdentifier": {"email": email}},
        "query By($i: CustomerIdentifierInput!) { customerByIdentifier(identifier: $i) { email } }",
        i={"emailAddress": email},
        query=f"email:{email}",
    )
    redactor = Redactor()
    redactor.learn([first, second])
    one, two = (redactor.exchange(each) for each in (first, second))
    name = one.response.payload["data"]["customer"]["defaultEmailAddress"]["emailAddress"]
    assert name != email
    assert two.response.payload["data"]["customerByIdentifier"]["email"] == name
    assert two.request.variables == {"i": {"emailAddress": name}, "query": f"email:{name}"}


def test_different_values_have_different_pseudonyms() -> None:
    """Also where there are few of their shape."""
    tags = [f"{letter}" for letter in "QWERTYUIOPASDFGHJKLZXCVBNM"]
    [payload] = clean(exchange({"customer": {"tags": tags}}, "query { customer(id: 1) { tags } }"))
    found = payload["data"]["customer"]["tags"]
    assert len(set(found)) == 26
    assert all(one != other for one, other in zip(tags, found, strict=True))


def test_the_same_recording_has_the_same_pseudonyms_each_time() -> None:
    """Recording anew changes no line, and a pseudonym says nothing but the shape of its value."""
    other = {**GRACE, "firstName": "Edith", "lastName": "Clarke", "displayName": "Edith Clarke"}
    [one], [again], [edith] = (clean(exchange({"customer": each})) for each in (GRACE, GRACE, other))
    assert one == again
    assert edith["data"]["customer"]["firstName"] == one["data"]["customer"]["firstName"]


def test_what_we_said_first_is_ours() -> None:
    """As it was sent, as the shop writes it, and made of words that were sent."""
    sent = {
        "email": " A.Lovelace@real-mail.net ",
        "firstName": "Ada",
        "lastName": "Lovelace",
        "phone": "+1 (613) 450-4538",
        "addresses": [{"address1": "1 King St", "city": "Ottawa", "zip": "K1A 0B1"}],
    }
    stored = {
        "email": "a.lovelace@real-mail.net",
        "displayName": "Ada Lovelace",
        "phone": "+16134504538",
        "defaultAddress": {
            "formatted": ["Ada Lovelace", "1 King St", "Ottawa K1A 0B1", "Canada"],
            "country": "Canada",
        },
    }
    document = "query { customer { email displayName phone defaultAddress { formatted country } } }"
    said = exchange({"customer": stored}, document, input=sent)
    assert clean(said) == [said.response.payload]


@pytest.mark.parametrize(
    "value",
    [
        "conformance+14422796f7019b93-1@example.com",
        "+19345555632",
        "conformance-tag-14422796f7019b93-1",
        "Conformance 14422796f7019b93 1",
        "conformance_14422796f7019b93_1",
        "conformance-14422796f7019b93-1",
    ],
)
def test_what_is_marked_as_generated_is_ours(value: str) -> None:
    """Also if a run before this one made it, and no request says so."""
    [payload] = clean(exchange({"customer": {"firstName": value}}, "query { customer { firstName } }"))
    assert payload["data"]["customer"]["firstName"] == value


def test_a_value_that_came_from_an_answer_is_not_ours_for_being_sent_again() -> None:
    """A name made of it is not either."""
    document = "query { customer { firstName lastName displayName } }"
    first = exchange({"customer": {"firstName": "Grace"}}, document)
    second = exchange(
        {"customer": {"displayName": "Grace Hopper", "lastName": "Hopper"}},
        document,
        query="first_name:Grace",
    )
    texts = json.dumps(clean(first, second))
    assert "Grace" not in texts
    assert "Hopper" not in texts


def test_an_alias_hides_nothing() -> None:
    """The place in the schema counts, not the key of the answer; also within fragments."""
    document = """query { who: customer(id: 1) { name: firstName ...Rest } }
    fragment Rest on Customer { id about: note ... on Customer { x: tags } }"""
    [payload] = clean(
        exchange(
            {"who": {"name": "Grace", "id": "gid://shopify/Customer/1", "about": "Secret", "x": ["Vip"]}},
            document,
        )
    )
    assert not {"Grace", "Secret", "Vip"} & {payload["data"]["who"][key] for key in ("name", "about")}
    assert payload["data"]["who"]["x"] != ["Vip"]
    assert payload["data"]["who"]["id"] == "gid://shopify/Customer/1"


def test_a_name_that_tells_nobody_stays() -> None:
    """The name of a metafield definition is no person's, that of an address is."""
    document = """query { customer(id: 1) {
      metafieldDefinitions(first: 1) { nodes { name } } defaultAddress { name }
    } }"""
    customer = {
        "metafieldDefinitions": {"nodes": [{"name": "Loyalty"}]},
        "defaultAddress": {"name": "Grace"},
    }
    [payload] = clean(exchange({"customer": customer}, document))
    assert payload["data"]["customer"]["metafieldDefinitions"]["nodes"][0]["name"] == "Loyalty"
    assert payload["data"]["customer"]["defaultAddress"]["name"] != "Grace"


def test_the_shop_is_not_told() -> None:
    """Its id, its name, its domain, wherever they stand; cursors, which hold values of the list, neither."""
    document = """query { shop { id name myshopifyDomain } customers(first: 1) { pageInfo { endCursor } nodes { id } } }"""
    data = {
        "shop": {
            "id": "gid://shopify/Shop/123456",
            "name": "Acme Pets",
            "myshopifyDomain": "acme-pets.myshopify.com",
        },
        "customers": {
            "pageInfo": {"endCursor": "eyJsYXN0X2lkIjo3fQ=="},
            "nodes": [{"id": "gid://shopify/Customer/7"}],
        },
    }
    [payload] = clean(exchange(data, document))
    text = json.dumps(payload)
    for value in ("123456", "Acme", "acme", "eyJsYXN0X2lkIjo3fQ"):
        assert value not in text
    assert payload["data"]["shop"]["myshopifyDomain"] == "recorded.myshopify.com"
    assert payload["data"]["customers"]["nodes"] == [{"id": "gid://shopify/Customer/7"}]


def test_what_looks_like_a_person_is_found_wherever_it_stands() -> None:
    """By value: in fields that no table names, in the words of an error, in a text that is no JSON."""
    body = {
        "errors": [{"message": "grace.hopper@navy-mail.net or +49 30 901820 at acme.myshopify.com"}],
        "data": {"customer": GRACE},
    }
    [payload] = clean(exchange(body))
    assert "navy" not in json.dumps(payload)
    assert "901820" not in json.dumps(payload)
    assert payload["errors"][0]["message"].endswith(" at recorded.myshopify.com")
    page = Exchange(Request(READ, {}, VERSION), Response(503, {}, b"<p>grace.hopper@navy-mail.net</p>"))
    redactor = Redactor()
    assert redactor.exchange(page).response.body.endswith(b"@redacted.example</p>")


def test_a_value_that_was_met_is_not_told_by_an_error_either() -> None:
    """Names have no look of their own; they are known from the answer."""
    body = {
        "errors": [{"message": "Hopper is taken by Grace Hopper, Hoppers are not"}],
        "data": {"customer": GRACE},
    }
    message = clean(exchange(body))[0]["errors"][0]["message"]
    assert "Grace" not in message
    assert "Hopper " not in message
    assert message.endswith("Hoppers are not")


def test_only_headers_on_the_list_are_kept() -> None:
    """Cookies and what names the shop or the app are not; of a request id, only the form is."""
    redactor = Redactor()
    assert redactor.exchange(exchange({})).response.headers == {
        "content-type": "application/json",
        "x-request-id": "0",
    }


def test_a_token_is_taken_out_of_everything() -> None:
    """Of what is sent and answered, in a form that is known or to the letter."""
    said = exchange(
        {"customer": {"note": TOKEN, "state": "own-secret-1"}}, "query { customer { note state } }", a=TOKEN
    )
    redactor = Redactor(["own-secret-1"])
    redactor.learn([said])
    again = redactor.exchange(said)
    assert again.request.variables == {"a": "[redacted]"}
    assert again.response.payload["data"]["customer"] == {"note": "[redacted]", "state": "[redacted]"}


def test_an_answer_without_anything_to_hide_stays_to_the_letter() -> None:
    """Its bytes are those that came over the wire."""
    said = Exchange(Request(READ, {}, VERSION), Response(200, {}, b'{ "data" : {"customer":null} }'))
    assert Redactor().exchange(said).response.body == said.response.body


def test_a_recording_that_is_redacted_again_stays() -> None:
    """Its pseudonyms are known as such."""
    said = exchange({"customer": GRACE})
    first = Redactor()
    first.learn([said])
    recorded = first.exchange(said)
    second = Redactor(known=tuple(first.mapping.values()))
    second.learn([recorded])
    assert second.exchange(recorded) == recorded
    assert not second.mapping


@pytest.mark.parametrize(
    "text",
    [
        "{'lastName': 'Hopper'}",
        'got b\'{"lastName":"Hopper"}\'',
        "Grace Hopper.",
        "at grace.hopper@navy-mail.net",
        '"calls at nig…',
    ],
)
def test_free_text_tells_nothing_of_what_was_answered(text: str) -> None:
    """In Python's words, in JSON's, and where a message was cut."""
    redactor = Redactor()
    redactor.learn([exchange({"customer": GRACE})])
    for value in ("Hopper", "Grace", "navy", "calls at"):
        assert value not in redactor.text(text)


def test_letters_beyond_ascii_are_found_however_they_are_written() -> None:
    """As JSON in a Python representation of bytes, for one."""
    redactor = Redactor()
    redactor.learn([exchange({"customer": {**GRACE, "lastName": "Käfigvogel"}})])
    for text in (
        "Käfigvogel",
        json.dumps("Käfigvogel"),
        repr(json.dumps("Käfigvogel").encode()),
        repr("Käfigvogel".encode()),
    ):
        assert "figvogel" not in redactor.text(text)


def test_a_text_is_redacted_once() -> None:
    """What stands for a value is not taken for another one: two steps of the pipeline say the same."""
    shop = exchange({"shop": {"id": "gid://shopify/Shop/123456"}}, "query { shop { id } }")
    redactor = Redactor()
    redactor.learn([shop, exchange({"customer": GRACE})])
    text = "+4930901820 gid://shopify/Shop/123456 grace.hopper@navy-mail.net Grace"
    assert redactor.text(redactor.text(text)) == redactor.text(text)


def broken(said: Exchange, **values: Any) -> Verdict:
    """Return the verdict of a case whose answer is not what it should be."""
    found = Mismatch(
        ("a",),
        Level.MUST,
        Evidence.OBSERVED,
        "$.data.customer.note",
        "null",
        '"calls at night"',
        "It is not null.",
        1,
        0,
    )
    return Verdict(
        "a/b",
        "2026-10",
        "a",
        "t",
        ("a",),
        Level.MUST,
        Evidence.OBSERVED,
        Status.FAILED,
        mismatches=(found,),
        exchanges=(said,),
        **values,
    )


def test_a_verdict_is_shown_with_the_same_pseudonyms_as_its_exchanges() -> None:
    """What was found is what stands in the answer beside it."""
    shown = presentable(broken(exchange({"customer": GRACE}), reason="Grace"), ())
    note = shown.exchanges[0].response.payload["data"]["customer"]["note"]
    assert note != "calls at night"
    assert shown.mismatches[0].actual == json.dumps(note)
    assert shown.reason == shown.exchanges[0].response.payload["data"]["customer"]["firstName"]


def test_what_cannot_be_made_fit_is_withheld() -> None:
    """A credential in a form that the redaction does not know takes the exchanges with it; the verdict stays."""
    encoded = "b3duLXNlY3JldC1vZi1vdXJz"  # own-secret-of-ours
    shown = presentable(broken(exchange({"customer": {"state": encoded}})), (), ["own-secret-of-ours"])
    assert shown.exchanges == ()
    assert shown.mismatches[0].actual == WITHHELD
    assert shown.mismatches[0].path == "$.data.customer.note"
    assert shown.status is Status.FAILED


@pytest.mark.parametrize(
    "values",
    [
        ("https://a.com", "https://b.com", "https://c.com"),
        tuple(f"{letter}@{letter}.com" for letter in "abcdefghijklmnopqrstuvwxyzäöü"),
        tuple(f"gid://shopify/Shop/{number}" for number in range(1, 12)),
    ],
)
def test_values_with_few_others_of_their_shape_have_pseudonyms_of_their_own(values: tuple[str, ...]) -> None:
    """Running out of them must not end a run."""
    names = Pseudonyms()
    made = [names.of(value) for value in values]
    assert len(set(made)) == len(values)
    assert all(name != value for name, value in zip(made, values, strict=True))


def test_a_zero_stays_one() -> None:
    """Such as the latitude of an address that nobody looked up."""
    names = Pseudonyms()
    assert [names.of_number(value) for value in (0, 0.0, 1e-05)] == [0, 0.0, 0.0]
    assert all(isinstance(names.of_number(number), int) for number in range(1, 15))


def test_people_in_the_extensions_of_an_error_are_others_too() -> None:
    """No schema says what stands there, but a name like firstName does."""
    told = {"customer": {"firstName": "Zebulon", "address1": "12 Elm St"}, "code": "WEIRD", "name": "input"}
    body = json.dumps({"errors": [{"message": "Zebulon is taken", "extensions": told}]}).encode()
    exchange = Exchange(Request("{ shop { name } }"), Response(200, {}, body))
    redactor = Redactor()
    redactor.learn([exchange])
    clean = redactor.exchange(exchange).response.body.decode()
    assert "Zebulon" not in clean
    assert "Elm" not in clean
    assert '"code":"WEIRD","name":"input"' in clean
