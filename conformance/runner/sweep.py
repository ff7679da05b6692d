"""What a run left behind on a target: found by its journal and by our marks, and deleted if wanted.

A customer counts as ours in two cases only: it bears a mark that nothing but this harness gives; or a journal of ours
names it, and by the target's own clock it was made after that entry was written. Nobody else is touched.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final

from conformance.errors import BrokenError, TargetError
from conformance.runner import documents
from conformance.runner.age import age, moment
from conformance.runner.stage import as_state, roots
from conformance.target.attribution import start_of
from conformance.target.marks import MARKED_KEY, is_marked, marks_in
from conformance.target.steady import identifiers
from conformance.wire import Request

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from conformance.oracle.invariants import State
    from conformance.target.journal import Plan, Record
    from conformance.versions import ApiVersion
    from conformance.wire import Json, Response, Target

_AT_ONCE: Final = 25
"""How many are looked up in one request: about 80 points."""

_PAGE: Final = 100
_MOST_PAGES: Final = 200
_TOLERANCE: Final = timedelta(seconds=2)
"""Times are told in whole seconds, and by more than one machine."""

_SHOWN: Final = """id firstName lastName tags createdAt updatedAt numberOfOrders
    defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber }
    metafields(first: 3) { nodes { namespace key value } }"""

_BY_IDS: Final = f"""query ConformanceFind($ids: [ID!]!) {{
  nodes(ids: $ids) {{
    __typename
    ... on Customer {{ {_SHOWN} }}
    ... on MetafieldDefinition {{ id namespace key }}
  }}
}}"""

_ALL: Final = f"""query ConformanceList($after: String) {{
  customers(first: {_PAGE}, after: $after, sortKey: CREATED_AT, reverse: true) {{
    nodes {{ {_SHOWN} }}
    pageInfo {{ hasNextPage endCursor }}
  }}
}}"""

_DELETE_BY_KEY: Final = """mutation ConformanceDelete($identifier: MetafieldDefinitionIdentifierInput!) {
  metafieldDefinitionDelete(identifier: $identifier, deleteAllAssociatedMetafields: true) {
    deletedDefinitionId
    userErrors { code field message }
  }
}"""


@dataclass(frozen=True, slots=True)
class Stray:
    """Somebody or something that a run left behind.

    Attributes:
        id: its id; empty for a definition of which only namespace and key are known.
        shown: by what a person knows it: email, phone number, name, or namespace and key.
        why: how it was found.
        definition: namespace and key, if it is a definition without an id.
    """

    id: str
    shown: str
    why: str
    definition: tuple[str, str] | None = None

    @property
    def is_definition(self) -> bool:
        """Whether it is a metafield definition."""
        return self.definition is not None or "/MetafieldDefinition/" in self.id

    def __str__(self) -> str:
        return " ".join(part for part in (self.id, self.shown) if part)


@dataclass
class Findings:
    """What a search came to.

    Attributes:
        strays: what is ours, customers before definitions.
        kept: what looks like ours and is left alone, each with the reason.
        complete: whether all customers were looked at, where that was wanted.
    """

    strays: list[Stray] = field(default_factory=list)
    kept: list[Stray] = field(default_factory=list)
    complete: bool = True


def find_by_journal(target: Target, version: ApiVersion, records: Iterable[Record]) -> Findings:
    """Return what journals name and what is still there.

    Raises:
        TargetError: the target can't be asked.
    """
    found = Findings()
    seen: dict[str, None] = {}
    records = list(records)
    made = {each: clock for record in records for each, clock in record.made.items()}
    for ids in _batches(made):
        response = target.send(Request(_BY_IDS, {"ids": ids}, version))
        nodes = roots(response).get("nodes")
        if not isinstance(nodes, list) or response.payload.get("errors"):
            raise _unread(target, response)
        for node in nodes:
            if isinstance(node, dict) and isinstance(node.get("id"), str):
                _sort(found, seen, node, made.get(node["id"], ""))
    plans = [plan for record in records for plan in record.plans]
    wanted = [(identifier, plan.clock) for plan in plans for identifier in identifiers(plan.marks)]
    for some in _batches(wanted):
        response = target.send(_look_up([identifier for identifier, _ in some], version))
        shown = roots(response)
        # Shopify tells of an error where a custom id's definition is gone, and with it whoever had the id.
        if not shown or (response.payload.get("errors") and not any("customId" in each for each, _ in some)):
            raise _unread(target, response)
        for index, (_, clock) in enumerate(some):
            customer = as_state(shown.get(f"c{index}"))
            if customer is not None:
                _sort(found, seen, customer, clock)
    _sort_definitions(found, plans)
    return found


def _sort_definitions(found: Findings, plans: Iterable[Plan]) -> None:
    """Put the definitions that may have been made where they belong."""
    keys = dict.fromkeys(chain.from_iterable(plan.marks.definitions for plan in plans))
    for key in keys:
        stray = Stray("", f"definition {'.'.join(key)}, if it is there", "planned in a journal", key)
        if MARKED_KEY.fullmatch(key[1]):
            found.strays.append(stray)
        else:
            # With it go the values of all customers, and whether we made it nobody can tell.
            found.kept.append(replace(stray, why="planned in a journal; its key may be somebody else's"))


def _unread(target: Target, response: Response) -> BrokenError:
    """Return the error of a look-up whose answer does not say who is there, which must not pass for nobody."""
    return BrokenError(
        f"{target.name} did not say who is there. It said: {start_of(response, 120)}",
        hint="Sweep again when it answers; the journals are kept until then.",
    )


def _sort(found: Findings, seen: dict[str, None], node: Mapping[str, Any], clock: str) -> None:
    """Put a customer or definition that a journal names where it belongs."""
    if node["id"] in seen:
        return
    seen[node["id"]] = None
    stray = Stray(node["id"], _shown(node), "named by a journal")
    if stray.is_definition or is_marked(node) or _is_since(node, clock):
        found.strays.append(stray)
    else:
        # Somebody else: an id is enough to look at, and nobody's email is for a log.
        found.kept.append(replace(stray, shown="", why="not known to have been made by the run"))


def _is_since(customer: Mapping[str, Any], clock: str) -> bool:
    """Return whether a customer shows to have been made after the target's time was `clock`."""
    made, since = moment(customer.get("createdAt")), _http_date(clock)
    return made is not None and since is not None and made >= since - _TOLERANCE


def find_by_mark(
    target: Target, version: ApiVersion, records: Sequence[Record], youngest: timedelta
) -> Findings:
    """Return the customers of a target that bear our marks; each customer is looked at.

    Args:
        target: where to look.
        version: the API version to ask in.
        records: journals of this machine; those that go on are left alone.
        youngest: whoever bears a mark that no journal here knows is left alone until it is as old as this, for
            another machine's run may still need it.

    Raises:
        TargetError: the target can't be asked.
    """
    living = frozenset(chain.from_iterable(record.marks for record in records if record.is_living))
    known = frozenset(chain.from_iterable(record.marks for record in records if not record.is_living))
    found = Findings()
    for customer, response in _everybody(target, version, found):
        if not is_marked(customer):
            continue
        marks, stray = marks_in(customer), Stray(customer["id"], _shown(customer), "bears our mark")
        how_old = age(customer, response)
        if marks & living:
            found.kept.append(replace(stray, why="belongs to a run that goes on"))
        elif marks & known or not youngest or (how_old is not None and how_old >= youngest):
            found.strays.append(stray)
        else:
            minutes = youngest.total_seconds() / 60
            found.kept.append(
                replace(stray, why=f"made less than {minutes:.0f} minutes ago, perhaps by a run elsewhere")
            )
    return found


def _everybody(target: Target, version: ApiVersion, found: Findings) -> Iterator[tuple[State, Response]]:
    after: Json = None
    for _ in range(_MOST_PAGES):
        response = target.send(Request(_ALL, {"after": after}, version))
        page = roots(response).get("customers")
        nodes, info = (page.get("nodes"), page.get("pageInfo")) if isinstance(page, dict) else (None, None)
        if not isinstance(nodes, list) or not isinstance(info, dict):
            raise _unread(target, response)
        for node in nodes:
            customer = as_state(node)
            if customer is not None:
                yield customer, response
        if not info.get("hasNextPage"):
            return
        before, after = after, info.get("endCursor")
        if after in {None, before}:
            break
    found.complete = False


def together(*several: Findings) -> Findings:
    """Return findings as one, each stray once and as it was found first, customers before definitions."""
    strays: dict[str, Stray] = {}
    for each in chain.from_iterable(found.strays for found in several):
        strays.setdefault(each.id or each.shown, each)
    kept = {
        each.id or each.shown: each
        for found in several
        for each in found.kept
        if (each.id or each.shown) not in strays
    }
    ordered = sorted(strays.values(), key=lambda each: each.is_definition)
    return Findings(ordered, list(kept.values()), all(found.complete for found in several))


def remove(target: Target, version: ApiVersion, stray: Stray) -> str:
    """Delete a stray and return why that was not possible, or an empty string.

    What is gone already counts as deleted.
    """
    try:
        response = target.send(_deletion(stray, version))
    except TargetError as error:
        return error.message
    for payload in roots(response).values():
        if not isinstance(payload, dict):
            continue
        if payload.get("deletedCustomerId") or payload.get("deletedDefinitionId"):
            return ""
        errors = [each for each in payload.get("userErrors") or () if isinstance(each, dict)]
        if stray.definition and any(each.get("code") == "NOT_FOUND" for each in errors):
            return ""
        if errors:
            return "; ".join(str(each.get("message")) for each in errors)
    return f"The target answered {start_of(response, 120)}"


def _deletion(stray: Stray, version: ApiVersion) -> Request:
    if stray.definition:
        namespace, key = stray.definition
        identifier = {"ownerType": "CUSTOMER", "namespace": namespace, "key": key}
        return Request(_DELETE_BY_KEY, {"identifier": identifier}, version)
    if stray.is_definition:
        return Request(documents.DEFINITION_DELETE, {"id": stray.id}, version)
    return Request(documents.CUSTOMER_DELETE, {"input": {"id": stray.id}}, version)


def _look_up(several: Sequence[Mapping[str, Any]], version: ApiVersion) -> Request:
    declared = ", ".join(f"$i{index}: CustomerIdentifierInput!" for index in range(len(several)))
    asked = "\n  ".join(
        f"c{index}: customerByIdentifier(identifier: $i{index}) {{ ...Shown }}"
        for index in range(len(several))
    )
    document = (
        f"query ConformanceLookUp({declared}) {{\n  {asked}\n}}\nfragment Shown on Customer {{ {_SHOWN} }}"
    )
    return Request(document, {f"i{index}": each for index, each in enumerate(several)}, version)


def _batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(items)
    while batch := list(islice(rest, _AT_ONCE)):
        yield batch


def _shown(node: Mapping[str, Any]) -> str:
    email = (node.get("defaultEmailAddress") or {}).get("emailAddress")
    phone = (node.get("defaultPhoneNumber") or {}).get("phoneNumber")
    names = " ".join(filter(None, (node.get("firstName"), node.get("lastName"))))
    definition = f"definition {node.get('namespace')}.{node['key']}" if node.get("key") else ""
    return str(email or phone or names or definition)


def _http_date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
