"""Invariants of `customerSet` and its reads: what holds between input, state before, payload and read-back.

A *state* is a customer as the harness selects it (see `conformance.runner.documents`), in the response's own
form. Every function returns findings, none if the invariant holds. Their paths start where `at` says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from conformance.match import equal_trees, render
from conformance.oracle.finding import (
    CUSTOMER_OR_ERRORS,
    ID_NEW_ON_CREATE,
    ID_STABLE_ON_UPDATE,
    LISTS_REPLACED,
    OMITTED_UNCHANGED,
    READ_YOUR_WRITE,
    REFUSAL_CHANGES_NOTHING,
    REPEAT_CHANGES_NOTHING,
    Finding,
    from_differences,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from conformance.match import Difference

State = dict[str, Any]

_FOLLOWS: Final[dict[str, tuple[str, ...]]] = {
    "firstName": ("displayName",),
    "lastName": ("displayName",),
    "defaultEmailAddress": ("displayName", "verifiedEmail"),
    "defaultPhoneNumber": ("displayName",),
    "addressesV2": ("defaultAddress",),
}
"""Fields that may change because another one did."""

OUTPUT: Final = {"email": "defaultEmailAddress", "phone": "defaultPhoneNumber", "addresses": "addressesV2"}
"""Input fields whose output field has another name."""

_ALWAYS: Final = frozenset({"updatedAt"})

_ADDRESS_TEXT: Final = ("address1", "address2", "city", "company", "firstName", "lastName", "zip")


def customer_or_errors(payload: Mapping[str, Any], at: str) -> tuple[Finding, ...]:
    """`customer` is null exactly when `userErrors` is not empty. `payload` is the value of `customerSet`."""
    customer, errors = payload.get("customer"), payload.get("userErrors")
    if errors and customer is not None:
        message = "A customer stands beside userErrors."
        return (Finding(f"{at}.customer", "null", render(customer), message, CUSTOMER_OR_ERRORS),)
    if errors == [] and customer is None:
        message = "No customer, and no userErrors that say why."
        return (Finding(f"{at}.customer", "a customer", "null", message, CUSTOMER_OR_ERRORS),)
    return ()


def refusal_changes_nothing(before: State | None, after: State | None, at: str) -> tuple[Finding, ...]:
    """After a refusal, the customer reads as before, `updatedAt` included (recorded); None stands for nobody."""
    if before == after:
        return ()
    if before is None:
        message = "The write was refused, yet the customer exists now."
        return (Finding(at, "null", render(after), message, REFUSAL_CHANGES_NOTHING),)
    if after is None:
        message = "The write was refused, yet the customer is gone."
        return (Finding(at, "the customer as before", "null", message, REFUSAL_CHANGES_NOTHING),)
    return from_differences(
        equal_trees(before, after, path=at), REFUSAL_CHANGES_NOTHING, "After a refused write: "
    )


def read_your_write(written: State, read: State | None, at: str) -> tuple[Finding, ...]:
    """What the payload said is what a later read says; `updatedAt` may have moved forward since."""
    if written == read:
        return ()
    if read is None:
        message = "The customer that was just written can't be read."
        return (Finding(at, "the written customer", "null", message, READ_YOUR_WRITE),)
    return from_differences(_differences(written, read, at), READ_YOUR_WRITE, "Read back after the write: ")


def _differences(before: State, after: State, at: str) -> tuple[Difference, ...]:
    """Return how a state differs from an earlier one, but for an `updatedAt` that is later."""
    earlier, later = before.get("updatedAt"), after.get("updatedAt")
    moved_on = isinstance(earlier, str) and isinstance(later, str) and earlier < later
    return equal_trees(before, after, ignoring=_ALWAYS if moved_on else (), path=at)


def omitted_unchanged(
    before: State, after: State, sent: Mapping[str, Any], at: str, *, also: Collection[str] = ()
) -> tuple[Finding, ...]:
    """Output fields whose input field was not sent are as before, unless they follow from one that was.

    Args:
        before: the state before the write.
        after: the state after it.
        sent: the `input` that was sent.
        at: JSON path of `after`.
        also: output fields that may change for another reason.
    """
    free = _may_change(OUTPUT.get(name, name) for name in sent) | set(also)
    return _unchanged(before, after, free, at, (OMITTED_UNCHANGED, "Not in the input, yet changed: "))


def only_changed(before: State, after: State, declared: Iterable[str], at: str) -> tuple[Finding, ...]:
    """The declared output fields differ from before, and no others do, but for those that follow from them."""
    names = tuple(declared)
    same = [name for name in names if before.get(name) == after.get(name)]
    findings = tuple(
        Finding(
            f"{at}.{name}",
            "another value than before",
            render(after.get(name)),
            "Was to change, and did not.",
        )
        for name in same
    )
    return findings + _unchanged(before, after, _may_change(names), at, ("", "Changed though not declared: "))


def _may_change(names: Iterable[str]) -> set[str]:
    found = set(_ALWAYS)
    for name in names:
        found.add(name)
        found.update(_FOLLOWS.get(name, ()))
    return found


def _unchanged(
    before: State, after: State, free: Collection[str], at: str, breach: tuple[str, str]
) -> tuple[Finding, ...]:
    findings: tuple[Finding, ...] = ()
    for name, value in before.items():
        if name not in free and after.get(name) != value:
            findings += from_differences(equal_trees(value, after.get(name), path=f"{at}.{name}"), *breach)
    return findings


def identity(found: str, expected: str | None, seen: Collection[str], at: str) -> tuple[Finding, ...]:
    """The id is the one that was to be updated, or, on a create, one never met before.

    Args:
        found: the id in the payload.
        expected: the id that the identifier or the input points at; None if a new customer is due.
        seen: every id met so far, of living and of deleted customers.
        at: JSON path of the customer.
    """
    if expected is not None:
        if found == expected:
            return ()
        message = "The update answered with another id than the customer's."
        return (Finding(f"{at}.id", render(expected), render(found), message, ID_STABLE_ON_UPDATE),)
    if found in seen:
        message = "A new customer was due, but this id belonged to somebody before."
        return (Finding(f"{at}.id", "an id never met before", render(found), message, ID_NEW_ON_CREATE),)
    return ()


def repeat_changes_nothing(first: State, second: State, at: str) -> tuple[Finding, ...]:
    """The same set again leaves everything that matters as it was.

    Whether `updatedAt` moves and whether address ids survive an identical list is not known of Shopify, so
    neither counts.
    """
    left, right = _lasting(first), _lasting(second)
    if left == right:
        return ()
    return from_differences(equal_trees(left, right, path=at), REPEAT_CHANGES_NOTHING, "The same set again: ")


def _lasting(state: State) -> State:
    kept = {name: value for name, value in state.items() if name not in _ALWAYS}
    nodes = (state.get("addressesV2") or {}).get("nodes") or []
    kept["addressesV2"] = {"nodes": [_without_id(node) for node in nodes]}
    kept["defaultAddress"] = _without_id(state.get("defaultAddress"))
    return kept


def _without_id(address: State | None) -> State | None:
    return address and {name: value for name, value in address.items() if name != "id"}


def lists_replaced(after: State, sent: Mapping[str, Any], at: str) -> tuple[Finding, ...]:
    """List fields equal what was sent: neither merged with what was there before nor cut short.

    Order and spelling are left to the scenarios, and so is whether equal entries become one: both what was sent to the
    letter and what Shopify makes of it will do. A list sent as null is not judged here.
    """
    findings: tuple[Finding, ...] = ()
    exemptions, tags, addresses = sent.get("taxExemptions"), sent.get("tags"), sent.get("addresses")
    if isinstance(exemptions, list):
        findings += _same_set(exemptions, after.get("taxExemptions") or [], f"{at}.taxExemptions")
    if isinstance(tags, list | str):
        findings += _same_set(_tag_keys(tags), _tag_keys(after.get("tags") or []), f"{at}.tags")
    if isinstance(addresses, list):
        nodes = (after.get("addressesV2") or {}).get("nodes")
        findings += _same_addresses(addresses, nodes or [], f"{at}.addressesV2.nodes")
    return findings


def _tag_keys(tags: list[str] | str) -> list[str]:
    entries = [tags] if isinstance(tags, str) else tags
    return [tag.strip().casefold() for entry in entries for tag in entry.split(",") if tag.strip()]


def _same_set(sent: list[str], found: list[str], at: str) -> tuple[Finding, ...]:
    if set(sent) == set(found) and len(found) <= len(sent):
        return ()
    message = "The list is not the one that was sent."
    return (Finding(at, render(sorted(set(sent))), render(found), message, LISTS_REPLACED),)


def _same_addresses(sent: list[Mapping[str, Any]], found: list[State], at: str) -> tuple[Finding, ...]:
    coarse = {
        tuple(_text(entry.get(key)) for key in (*_ADDRESS_TEXT, "countryCode", "provinceCode"))
        for entry in sent
    }
    if not len(coarse) <= len(found) <= len(sent):
        message = "There are not as many addresses as entries were sent."
        return (Finding(at, f"{len(sent)} addresses", f"{len(found)} addresses", message, LISTS_REPLACED),)
    if len(found) != len(sent) or any("id" in entry for entry in sent):
        return ()
    findings = []
    for index, (entry, address) in enumerate(zip(sent, found, strict=True)):
        wanted = {key: _text(entry[key]) for key in _ADDRESS_TEXT if _text(entry.get(key))}
        if entry.get("countryCode"):
            wanted["countryCodeV2"] = str(entry["countryCode"])
        for key, value in wanted.items():
            if _text(address.get(key)) != value:
                message = "The address is not the one that was sent at this place."
                findings.append(
                    Finding(
                        f"{at}[{index}].{key}",
                        render(value),
                        render(address.get(key)),
                        message,
                        LISTS_REPLACED,
                    )
                )
    return tuple(findings)


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else str(value or "")
