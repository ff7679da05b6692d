"""Wrong servers that get lists wrong: addresses, tags, tax exemptions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from conformance.domain.command import UNSET
from conformance.domain.store import STEP
from conformance.mock.faults.bend import given, on_update, saving, with_input
from conformance.mock.faults.fault import Fault
from conformance.mock.writing import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from conformance.domain.command import CustomerInput, CustomerSet
    from conformance.domain.customer import Address, Customer
    from conformance.domain.store import Store
    from conformance.mock.writing import Written


def _merged_addresses(was: Customer | None, sent: CustomerInput, now: Customer) -> Customer:
    if was is None or not given(sent.addresses):
        return now
    kept = {address.id for address in now.addresses}
    others = tuple(address for address in was.addresses if address.id not in kept)
    default = now.default_address_id or was.default_address_id
    return replace(now, addresses=others + now.addresses, default_address_id=default)


def _merged_tags(was: Customer | None, sent: CustomerInput, now: Customer) -> Customer:
    if was is None or not given(sent.tags):
        return now
    return replace(now, tags=tuple(sorted({*was.tags, *now.tags}, key=str.lower)))


def _merged_exemptions(was: Customer | None, sent: CustomerInput, now: Customer) -> Customer:
    if was is None or not given(sent.tax_exemptions):
        return now
    return replace(now, tax_exemptions=tuple(dict.fromkeys((*was.tax_exemptions, *now.tax_exemptions))))


def _cleared_lists(sent: CustomerInput) -> CustomerInput:
    return replace(
        sent,
        addresses=() if sent.addresses is UNSET else sent.addresses,
        tags=() if sent.tags is UNSET else sent.tags,
        tax_exemptions=() if sent.tax_exemptions is UNSET else sent.tax_exemptions,
    )


def _null_clears_addresses(sent: CustomerInput) -> CustomerInput:
    return replace(sent, addresses=()) if sent.addresses is None else sent


def _null_clears_tags(sent: CustomerInput) -> CustomerInput:
    return replace(sent, tags=()) if sent.tags is None else sent


def _empty_addresses_ignored(sent: CustomerInput) -> CustomerInput:
    return replace(sent, addresses=UNSET) if sent.addresses == () else sent


def _empty_tags_ignored(sent: CustomerInput) -> CustomerInput:
    return replace(sent, tags=UNSET) if sent.tags == () else sent


def _empty_exemptions_ignored(sent: CustomerInput) -> CustomerInput:
    return replace(sent, tax_exemptions=UNSET) if sent.tax_exemptions == () else sent


def _duplicates_kept(store: Store, command: CustomerSet, now: datetime) -> Written:
    written = write(store, command, now)
    customer, sent = written.customer, command.input.addresses
    if customer is None or not isinstance(sent, tuple):
        return written
    missing = len(sent) - len(customer.addresses)
    if missing <= 0 or not customer.addresses:
        return written
    start = written.store.numbers.address
    copies = tuple(replace(customer.addresses[-1], id=start + index * STEP) for index in range(missing))
    saved = replace(customer, addresses=customer.addresses + copies)
    numbers = replace(written.store.numbers, address=start + missing * STEP)
    return replace(written, store=written.store.with_customer(saved, numbers), customer=saved)


def _last_is_default(_was: Customer | None, sent: CustomerInput, now: Customer) -> Customer:
    if not given(sent.addresses) or not now.addresses:
        return now
    return replace(now, default_address_id=now.addresses[-1].id)


def _no_default(_was: Customer | None, _sent: CustomerInput, now: Customer) -> Customer:
    return replace(now, default_address_id=None)


def _addresses_reversed(_was: Customer | None, sent: CustomerInput, now: Customer) -> Customer:
    return replace(now, addresses=now.addresses[::-1]) if given(sent.addresses) else now


def _addresses(
    change: Callable[[Address], Address],
) -> Callable[[Customer | None, CustomerInput, Customer], Customer]:
    def bent(_was: Customer | None, sent: CustomerInput, now: Customer) -> Customer:
        return replace(now, addresses=tuple(map(change, now.addresses))) if given(sent.addresses) else now

    return bent


def _only_first_address(_was: Customer | None, sent: CustomerInput, now: Customer) -> Customer:
    return replace(now, addresses=now.addresses[:1]) if given(sent.addresses) else now


def _tags(
    change: Callable[[tuple[str, ...]], Iterable[str]],
) -> Callable[[Customer | None, CustomerInput, Customer], Customer]:
    """Return what saves tags made of the sent ones instead of the right ones."""

    def bent(_was: Customer | None, sent: CustomerInput, now: Customer) -> Customer:
        return replace(now, tags=tuple(change(sent.tags))) if isinstance(sent.tags, tuple) else now

    return bent


def _parts(tags: tuple[str, ...]) -> list[str]:
    parts = (part.strip() for tag in tags for part in tag.split(","))
    return [part for part in parts if part]


def _tags_cut(sent: CustomerInput) -> CustomerInput:
    return replace(sent, tags=tuple(_parts(sent.tags)[:250])) if isinstance(sent.tags, tuple) else sent


def _first_of_each(tags: tuple[str, ...]) -> Iterable[str]:
    found: dict[str, str] = {}
    for part in _parts(tags):
        found.setdefault(part.lower(), part)
    return found.values()


def _nameless_addresses(_was: Customer | None, sent: CustomerInput, now: Customer) -> Customer:
    if not isinstance(sent.addresses, tuple):
        return now
    if any(given(each.first_name) or given(each.last_name) for each in sent.addresses):
        return now
    return replace(
        now, addresses=tuple(replace(each, first_name=None, last_name=None) for each in now.addresses)
    )


def _exempt_drops_exemptions(_was: Customer | None, sent: CustomerInput, now: Customer) -> Customer:
    return replace(now, tax_exemptions=()) if sent.tax_exempt is True else now


def _exemptions_set_exempt(_was: Customer | None, sent: CustomerInput, now: Customer) -> Customer:
    return (
        replace(now, tax_exempt=True)
        if isinstance(sent.tax_exemptions, tuple) and sent.tax_exemptions
        else now
    )


def _one_exemption_dropped(_was: Customer | None, _sent: CustomerInput, now: Customer) -> Customer:
    return replace(
        now, tax_exemptions=tuple(each for each in now.tax_exemptions if each != "US_DC_RESELLER_EXEMPTION")
    )


LISTS: Final = (
    Fault(
        "addresses-merged",
        "Addresses that are sent join those that there are.",
        "list.replaced",
        write=saving(_merged_addresses),
    ),
    Fault(
        "tags-merged",
        "Tags that are sent join those that there are.",
        "tags.overwritten",
        write=saving(_merged_tags),
    ),
    Fault(
        "exemptions-merged",
        "Tax exemptions that are sent join those that there are.",
        "tax.exemptions-replaced",
        write=saving(_merged_exemptions),
    ),
    Fault(
        "omitted-lists-cleared",
        "An update clears the lists that it leaves out.",
        "list.omitted-unchanged",
        write=on_update(_cleared_lists),
    ),
    Fault(
        "null-clears-addresses",
        "`addresses: null` removes all addresses.",
        "list.null-keeps-addresses",
        write=with_input(_null_clears_addresses),
    ),
    Fault(
        "null-clears-tags",
        "`tags: null` removes all tags.",
        "list.null-keeps-tags",
        write=with_input(_null_clears_tags),
    ),
    Fault(
        "empty-addresses-ignored",
        "`addresses: []` leaves the addresses as they are.",
        "list.empty-clears",
        write=with_input(_empty_addresses_ignored),
    ),
    Fault(
        "empty-tags-ignored",
        "`tags: []` leaves the tags as they are.",
        "list.empty-clears",
        write=with_input(_empty_tags_ignored),
    ),
    Fault(
        "empty-exemptions-ignored",
        "`taxExemptions: []` leaves the exemptions as they are.",
        "list.empty-clears",
        write=with_input(_empty_exemptions_ignored),
    ),
    Fault(
        "duplicate-addresses-kept",
        "Equal addresses in one list are all kept.",
        "address.duplicates-merged",
        write=_duplicates_kept,
    ),
    Fault(
        "default-address-last",
        "The last address becomes the default one.",
        "address.default-first",
        write=saving(_last_is_default),
    ),
    Fault(
        "default-address-missing",
        "No address becomes the default one.",
        "address.default-first",
        write=saving(_no_default),
    ),
    Fault(
        "addresses-reversed",
        "Addresses come back in reverse order.",
        "address.order",
        write=saving(_addresses_reversed),
    ),
    Fault(
        "addresses-first-only",
        "Of several addresses only the first is kept.",
        "address.order",
        write=saving(_only_first_address),
    ),
    Fault(
        "country-not-derived",
        "A country code is stored without the country's name.",
        "address.country-derived",
        write=saving(_addresses(lambda each: replace(each, country=None))),
    ),
    Fault(
        "province-not-derived",
        "A province code is stored without the province's name.",
        "address.country-derived",
        write=saving(_addresses(lambda each: replace(each, province=None))),
    ),
    Fault(
        "address-names-not-inherited",
        "An address without names does not take the customer's.",
        "address.names-inherited",
        write=saving(_nameless_addresses),
    ),
    Fault(
        "tags-unsorted",
        "Tags stay in the order in which they were sent.",
        "tags.sorted",
        write=saving(_tags(_first_of_each)),
    ),
    Fault(
        "tags-duplicated",
        "A tag that is sent twice is there twice.",
        "tags.unique",
        write=saving(_tags(lambda tags: sorted(_parts(tags), key=str.lower))),
    ),
    Fault(
        "tags-unsplit",
        "A comma inside a tag does not split it.",
        "tags.split-at-commas",
        write=saving(_tags(lambda tags: sorted({tag.strip() for tag in tags}, key=str.lower))),
    ),
    Fault(
        "tags-cut-on-update",
        "Of more than 250 tags an update keeps the first 250.",
        "tags.count-limit",
        rule="tags.too-many",
        write=on_update(_tags_cut),
    ),
    Fault(
        "exempt-drops-exemptions",
        "`taxExempt: true` drops the tax exemptions.",
        "tax.independent",
        write=saving(_exempt_drops_exemptions),
    ),
    Fault(
        "exemptions-set-exempt",
        "Tax exemptions make the customer exempt from all taxes.",
        "tax.independent",
        write=saving(_exemptions_set_exempt),
    ),
    Fault(
        "exemption-value-dropped",
        "One value of TaxExemption is taken and not stored.",
        "tax.exemptions-set",
        write=saving(_one_exemption_dropped),
    ),
)
