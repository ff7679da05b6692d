"""The mutations for a single address: recorded texts, paths and defaults (H1/customer-address-*, H4/customer-address-*)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from mock_client import PLENTY, Client, Clock

from conformance.mock.behaviour import Behaviours
from conformance.mock.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

NOBODY = "gid://shopify/Customer/999999999999999"
NOWHERE = "gid://shopify/MailingAddress/999999999999999"
MAIN = {
    "address1": "1 Main St",
    "city": "Ottawa",
    "countryCode": "CA",
    "provinceCode": "ON",
    "zip": "K1A 0B1",
}
SIDE = {
    "address1": "2 Side St",
    "city": "Toronto",
    "countryCode": "CA",
    "provinceCode": "ON",
    "zip": "M5H 2N2",
}
DOCUMENTS = {
    "customerAddressCreate": "mutation Call($customerId: ID!, $address: MailingAddressInput!, $setAsDefault: Boolean)"
    " { customerAddressCreate(customerId: $customerId, address: $address, setAsDefault: $setAsDefault)"
    " { address { id firstName lastName address1 city provinceCode countryCodeV2 zip phone name formattedArea }"
    " userErrors { field message } } }",
    "customerAddressUpdate": "mutation Call($customerId: ID!, $addressId: ID!, $address: MailingAddressInput!,"
    " $setAsDefault: Boolean) { customerAddressUpdate(customerId: $customerId, addressId: $addressId,"
    " address: $address, setAsDefault: $setAsDefault)"
    " { address { id address1 city province zip name } userErrors { field message } } }",
    "customerAddressDelete": "mutation Call($customerId: ID!, $addressId: ID!)"
    " { customerAddressDelete(customerId: $customerId, addressId: $addressId)"
    " { deletedAddressId userErrors { field message } } }",
    "customerUpdateDefaultAddress": "mutation Call($customerId: ID!, $addressId: ID!)"
    " { customerUpdateDefaultAddress(customerId: $customerId, addressId: $addressId)"
    " { customer { id defaultAddress { id } } userErrors { field message } } }",
}


def call(client: Client, name: str, customer: str, **variables: Any) -> Any:
    """Send one of the mutations and return its payload."""
    return client.data(DOCUMENTS[name], {"customerId": customer, **variables})[name]


def create(client: Client, customer: str, address: Mapping[str, Any], *, default: bool | None = None) -> str:
    """Create an address and return its id."""
    payload = call(client, "customerAddressCreate", customer, address=address, setAsDefault=default)
    assert payload["userErrors"] == []
    created: str = payload["address"]["id"]
    return created


@pytest.fixture
def hermes(client: Client) -> str:
    """Return the id of a customer with a name."""
    return client.create(firstName="Hermes", lastName="Address", email="hermes@example.com")


def default_of(client: Client, customer: str) -> Any:
    """Return the id of a customer's default address."""
    found = client.read(customer, "defaultAddress { id }")["defaultAddress"]
    return found and found["id"]


def test_an_address_is_made_with_the_customers_names(client: Client, hermes: str) -> None:
    """#/createSecondAddress: names are inherited, the rest is as customerSet makes it."""
    address = call(client, "customerAddressCreate", hermes, address=SIDE)["address"]
    assert address.pop("id").endswith("?model_name=CustomerAddress")
    assert address == {
        "firstName": "Hermes",
        "lastName": "Address",
        "address1": "2 Side St",
        "city": "Toronto",
        "provinceCode": "ON",
        "countryCodeV2": "CA",
        "zip": "M5H 2N2",
        "phone": None,
        "name": "Hermes Address",
        "formattedArea": "Toronto ON, Canada",
    }


def test_an_equal_address_is_refused(client: Client, hermes: str) -> None:
    """#/createDuplicateAddress: at `address`, where customerSet takes it for the same one; nothing is written."""
    create(client, hermes, MAIN)
    again = call(client, "customerAddressCreate", hermes, address=MAIN)
    assert again == {
        "address": None,
        "userErrors": [{"field": ["address"], "message": "Address already exists"}],
    }
    assert len(client.read(hermes, "addressesV2(first: 5) { nodes { id } }")["addressesV2"]["nodes"]) == 1


def test_a_blank_address_is_taken(client: Client, hermes: str) -> None:
    """#/validations/blankAddressCreate: nothing in it but the customer's names."""
    address = call(client, "customerAddressCreate", hermes, address={}, setAsDefault=True)["address"]
    assert (address["name"], address["address1"], address["formattedArea"]) == ("Hermes Address", None, None)


@pytest.mark.parametrize(
    ("address", "field", "message"),
    [
        ({"city": "<script>"}, "city", "City cannot contain HTML tags"),
        ({"city": "https://evil.example"}, "city", "City cannot contain URL"),
        ({"zip": "H0H 0H0 https://x"}, "zip", "Zip cannot contain URL"),
        ({"phone": "<a>+1 613"}, "phone", "Phone cannot contain HTML tags"),
        ({"address1": "100 Main 😀"}, "address1", "Address1 cannot contain emojis"),
        ({"address1": "x" * 256}, "address1", "Address1 is too long (maximum is 255 characters)"),
        ({"countryCode": "CA", "provinceCode": "ZZ"}, "province", "Province is invalid"),
        ({"countryCode": "ZZ", "provinceCode": "ZZ"}, "country", "Country is invalid"),
    ],
)
def test_a_wrong_text_is_refused_at_its_path(
    client: Client, hermes: str, address: Any, field: str, message: str
) -> None:
    """H1/customer-address-input-validation, #/validations/invalid*Create: below `address`, without an index."""
    given = {"countryCode": "CA", "provinceCode": "ON"} | address
    payload = call(client, "customerAddressCreate", hermes, address=given)
    assert payload == {"address": None, "userErrors": [{"field": ["address", field], "message": message}]}


def test_an_update_keeps_what_is_not_sent(client: Client, hermes: str) -> None:
    """#/updateSecondAddress: Toronto becomes Montreal, the street stays, and so does the default."""
    first = create(client, hermes, MAIN, default=True)
    second = create(client, hermes, SIDE)
    change = {"city": "Montreal", "provinceCode": "QC", "zip": "H2Y 1C6"}
    payload = call(client, "customerAddressUpdate", hermes, addressId=second, address=change)
    assert payload["address"] == {
        "id": second,
        "address1": "2 Side St",
        "city": "Montreal",
        "province": "Quebec",
        "zip": "H2Y 1C6",
        "name": "Hermes Address",
    }
    assert default_of(client, hermes) == first


def test_the_default_follows(client: Client, hermes: str) -> None:
    """#/defaultAddress, #/deleteFirstAddress: it is chosen, and goes to what is left when it is deleted."""
    first = create(client, hermes, MAIN)
    assert default_of(client, hermes) == first
    second = create(client, hermes, SIDE, default=False)
    assert default_of(client, hermes) == first
    chosen = call(client, "customerUpdateDefaultAddress", hermes, addressId=second)
    assert chosen == {"customer": {"id": hermes, "defaultAddress": {"id": second}}, "userErrors": []}
    gone = call(client, "customerAddressDelete", hermes, addressId=second)
    assert gone == {"deletedAddressId": second, "userErrors": []}
    assert default_of(client, hermes) == first
    call(client, "customerAddressDelete", hermes, addressId=first)
    assert default_of(client, hermes) is None


def test_an_update_can_make_it_the_default(client: Client, hermes: str) -> None:
    """#/addressUpdateTrimmedSuccess sends setAsDefault with it."""
    create(client, hermes, MAIN)
    second = create(client, hermes, SIDE)
    call(
        client, "customerAddressUpdate", hermes, addressId=second, address={"city": "York"}, setAsDefault=True
    )
    assert default_of(client, hermes) == second


@pytest.mark.parametrize(
    "name", ["customerAddressUpdate", "customerAddressDelete", "customerUpdateDefaultAddress"]
)
@pytest.mark.parametrize(
    ("readings", "message"),
    [({}, f"Invalid id: {NOWHERE}"), ({"missing_address_id": "unnamed"}, "invalid id")],
)
def test_an_id_of_no_address_fails_as_a_whole(name: str, readings: Any, message: str) -> None:
    """H4/customer-address-missing-customer, before the customer is looked at; the older text is a reading."""
    behaviours = Behaviours.read({"default": {"readings": readings}}, "a test")
    client = Client(Settings(bucket=PLENTY, clock=Clock(), behaviours=behaviours))
    variables = {"customerId": NOBODY, "addressId": NOWHERE, "address": {"address1": "A"}}
    answer = client.send(DOCUMENTS[name], variables)
    assert answer["data"] == {name: None}
    [error] = answer["errors"]
    assert (error["message"], error["extensions"], error["path"]) == (
        message,
        {"code": "RESOURCE_NOT_FOUND"},
        [name],
    )
    assert answer["extensions"]["cost"]["actualQueryCost"] == 10


def test_nobody_has_no_addresses(client: Client, hermes: str) -> None:
    """#/validations/unknownCustomerCreate, #/missingCustomerForeignAddress: at `customerId`."""
    error = [{"field": ["customerId"], "message": "Customer does not exist"}]
    address = create(client, hermes, MAIN)
    assert call(client, "customerAddressCreate", NOBODY, address=MAIN)["userErrors"] == error
    assert (
        call(client, "customerAddressUpdate", NOBODY, addressId=address, address=SIDE)["userErrors"] == error
    )
    assert call(client, "customerAddressDelete", NOBODY, addressId=address)["userErrors"] == error
    assert call(client, "customerUpdateDefaultAddress", NOBODY, addressId=address) == {
        "customer": None,
        "userErrors": error,
    }


def test_an_address_of_somebody_else_is_refused(client: Client, hermes: str) -> None:
    """#/validations/crossCustomer*: at `addressId`; the default's mutation shows the customer all the same."""
    error = [{"field": ["addressId"], "message": "Address does not exist"}]
    address = create(client, hermes, MAIN)
    other = client.create(email="other@example.com")
    changed = call(client, "customerAddressUpdate", other, addressId=address, address={"city": "Cross"})
    assert changed == {"address": None, "userErrors": error}
    deleted = call(client, "customerAddressDelete", other, addressId=address)
    assert deleted == {"deletedAddressId": None, "userErrors": error}
    chosen = call(client, "customerUpdateDefaultAddress", other, addressId=address)
    assert chosen == {"customer": {"id": other, "defaultAddress": None}, "userErrors": error}
    assert default_of(client, hermes) == address


def test_each_costs_ten(client: Client, hermes: str) -> None:
    """#/createFirstAddress and the others: a mutation costs 10, addresses nothing."""
    answer = client.send(DOCUMENTS["customerAddressCreate"], {"customerId": hermes, "address": MAIN})
    cost = answer["extensions"]["cost"]
    assert (cost["requestedQueryCost"], cost["actualQueryCost"]) == (10, 10)
