"""What the shop holds, as plain dicts, and what customerSet does with it."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any, Final

from second_shop import addresses, texts

Customer = dict[str, Any]
_IDENTITY: Final = ("firstName", "lastName", "email", "phone")
_CLEAN: Final = {
    "firstName": texts.name,
    "lastName": texts.name,
    "email": texts.email,
    "phone": texts.phone,
}


class Shop:
    """One shop's customers and metafield definitions.

    Attributes:
        customers: living customers by gid.
        definitions: metafield definitions of the type `id` by namespace and key.
    """

    def __init__(self) -> None:
        self.customers: dict[str, Customer] = {}
        self.definitions: dict[tuple[str, str], dict[str, Any]] = {}
        self._numbers = itertools.count(1001)

    def number(self) -> int:
        """Return a number that was never given before."""
        return next(self._numbers)

    def find(self, field: str, value: Any) -> Customer | None:
        """Return the customer with that value in `email` or `phone`, already cleaned."""
        return next((one for one in self.customers.values() if one[field] == value), None) if value else None

    def find_custom(self, custom: dict[str, Any]) -> Customer | None:
        """Return the customer with that custom id.

        Raises:
            LookupError: there is no definition of the type `id` for it.
        """
        namespace, key = custom.get("namespace", ""), custom["key"]
        if (namespace, key) not in self.definitions:
            raise LookupError
        wanted = (namespace, key, custom["value"])
        return next(
            (
                one
                for one in self.customers.values()
                if any((m["namespace"], m["key"], m["value"]) == wanted for m in one["metafields"])
            ),
            None,
        )

    def set(
        self, identifier: dict[str, Any] | None, sent: dict[str, Any]
    ) -> tuple[Customer | None, list[texts.Error]]:
        """Create or update a customer, and return it; or nobody and what is wrong with the input.

        Raises:
            LookupError: the identifier is a custom id, and no definition of the type `id` fits.
        """
        present, errors = self._identify(identifier or {}, sent)
        if errors:
            return None, errors
        if "taxExempt" in sent and sent["taxExempt"] is None:
            return None, [texts.error(["taxExempt"], "Tax exempt is of unexpected type NilClass", "INVALID")]
        changed = _merge(present or _newcomer(), sent)
        built: list[dict[str, Any]] = changed["addresses"]
        wrong: list[texts.Error] = []
        if sent.get("addresses") is not None:
            built, wrong = addresses.build(sent["addresses"], changed)
        errors = [*texts.wrong(changed), *self._taken(changed), *wrong]
        if not errors and not any(changed[field] for field in _IDENTITY):
            errors = [texts.error([], "A name, phone number, or email address must be present", "BLANK")]
        if errors:
            return None, errors
        return self._keep(changed, built, (identifier or {}).get("customId")), []

    def delete(self, gid: str) -> bool:
        """Delete a customer, and return whether there was one."""
        return self.customers.pop(gid, None) is not None

    def _identify(
        self, identifier: dict[str, Any], sent: dict[str, Any]
    ) -> tuple[Customer | None, list[texts.Error]]:
        if not identifier:
            gid = sent.get("id")
            return self._by_id(gid) if gid else (None, [])
        if "id" in sent:
            message = "The id field is not allowed if identifier is provided."
            return None, [texts.error([], message, "ID_NOT_ALLOWED")]
        key, value = next(iter(identifier.items()))
        if key == "id":
            return self._by_id(value)
        if key == "customId":
            return self.find_custom(value), []
        return self._by_contact(key, value, sent)

    def _by_contact(
        self, key: str, value: str, sent: dict[str, Any]
    ) -> tuple[Customer | None, list[texts.Error]]:
        clean = texts.email if key == "email" else texts.phone
        if not clean(sent.get(key)):
            message = "The input field corresponding to the identifier is required."
            return None, [texts.error([], message, "MISSING_FIELD_REQUIRED")]
        if clean(value) != clean(sent[key]):
            message = "The identifier value does not match the value of the corresponding field in the input."
            return None, [texts.error([], message, "INPUT_MISMATCH")]
        return self.find(key, clean(value)), []

    def _by_id(self, gid: str) -> tuple[Customer | None, list[texts.Error]]:
        if gid in self.customers:
            return self.customers[gid], []
        return None, [texts.error([], "Resource matching the identifier was not found.", "NOT_FOUND")]

    def _taken(self, changed: Customer) -> list[texts.Error]:
        holders = {field: self.find(field, changed[field]) for field in ("email", "phone")}
        return [
            texts.error([field], f"{field.capitalize()} has already been taken", "TAKEN")
            for field, holder in holders.items()
            if holder is not None and holder["number"] != changed["number"]
        ]

    def _keep(
        self, changed: Customer, built: list[dict[str, Any]], custom: dict[str, Any] | None
    ) -> Customer:
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        if changed["number"] is None:
            changed |= {"number": self.number(), "createdAt": now}
        if custom and not any(m["key"] == custom["key"] for m in changed["metafields"]):
            field = {
                "namespace": custom.get("namespace", ""),
                "key": custom["key"],
                "type": "id",
                "value": custom["value"],
            }
            changed["metafields"] = [*changed["metafields"], field]
        numbered = [one if "number" in one else one | {"number": self.number()} for one in built]
        changed |= {"addresses": numbered, "updatedAt": now}
        self.customers[f"gid://shopify/Customer/{changed['number']}"] = changed
        return changed


def _newcomer() -> Customer:
    return {
        "number": None,
        **dict.fromkeys((*_IDENTITY, "note")),
        "locale": "en",
        "taxExempt": False,
        "taxExemptions": [],
        "tags": [],
        "addresses": [],
        "metafields": [],
    }


def _merge(present: Customer, sent: dict[str, Any]) -> Customer:
    """Return the customer with what was sent in it: omitted fields stay, and null leaves a list as it is."""
    changed = present | {field: clean(sent[field]) for field, clean in _CLEAN.items() if field in sent}
    if "note" in sent:
        changed["note"] = sent["note"]
    if sent.get("locale"):
        changed["locale"] = sent["locale"]
    if "taxExempt" in sent:
        changed["taxExempt"] = sent["taxExempt"]
    if sent.get("tags") is not None:
        changed["tags"] = texts.tags(sent["tags"])
    if sent.get("taxExemptions") is not None:
        changed["taxExemptions"] = list(dict.fromkeys(sent["taxExemptions"]))
    return changed
