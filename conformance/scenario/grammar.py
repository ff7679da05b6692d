"""The language as tables: which keys stand where, what each holds, and what the editor says about it.

The compiler takes the allowed and required keys from here and `editor_schema` everything, so that a new key is
one row here and one reader in the compiler.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

SCENARIO_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)+\Z")
REQUIREMENT_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+\Z")
NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
"""What names a case column, a given customer or a saved value."""

RESERVED: Final = (
    "unique",
    "gid",
    "text",
    "tags",
    "addresses",
    "exemptions",
    "n",
    "schema",
    "fragment",
    "customer",
    "definition",
)
"""First words of references that mean something of their own and can't be given to anything else."""

UNIQUE: Final = ("email", "phone", "key", "tag", "name", "value")
"""Kinds of generated identities: `${unique.email}`, `${unique.email.2}`."""


REQUIRES: Final[Mapping[str, str]] = {
    "token": "that it is asked with an access token, so that another one is wrong",
    "token.NAME": "that its configuration names a further access token, such as token.read-only",
    "scope.NAME": "that its access token has this scope, such as scope.write_orders",
    "plan.development": "that it is a development store",
    "plan.plus": "that it is on Shopify Plus",
    "protected-data": "that the app is approved for names, emails, phone numbers and addresses",
    "orders": "that orders can be made there, and customers with orders, whom nobody can delete, may be left behind",
}
"""What `requires` may ask of a target; NAME is any word."""

TOKENS: Final = ("none", "wrong")
"""What `call.token` may be on every target; all other words are names that a target's configuration gives."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a mapping.

    Attributes:
        form: what its value is; `editor_schema` knows each.
        doc: one sentence for the editor.
        required: whether the mapping is incomplete without it.
    """

    form: str
    doc: str
    required: bool = False


@dataclass(frozen=True)
class Shape:
    """A mapping with known keys.

    Attributes:
        what: how a message calls it: "a scenario".
        keys: by name, in the order in which people write them.
    """

    what: str
    keys: Mapping[str, Key]

    @cached_property
    def required(self) -> frozenset[str]:
        """Names of the keys that must be there."""
        return frozenset(name for name, key in self.keys.items() if key.required)


ACTIONS: Final[Mapping[str, Key]] = {
    "when": Key("when", "Send customerSet with this identifier and input."),
    "read": Key("read", "Look a customer up by id, email, phone or customId."),
    "delete": Key("delete", "Send customerDelete."),
    "call": Key("call", "Send a GraphQL document of your own, to the letter."),
    "parallel": Key("parallel", "Send customerSet several times at once; ${n} counts from 0."),
}

_OUTCOME: Final[Mapping[str, Key]] = {
    "pause": Key("seconds", "Seconds to let pass before it is sent."),
    "then": Key("then", "What must hold; without it, that the request succeeds."),
    "eventually": Key("eventually", "That it may take a while until it holds; the step is played again."),
    "save": Key("save", "Names for parts of the answer, for later steps: {newcomer: customer.id}."),
}

FILE: Final = Shape(
    "a scenario file",
    {
        "area": Key("text", "The area that reports group these scenarios under.", required=True),
        "scenarios": Key("scenarios", "The scenarios.", required=True),
    },
)

SCENARIO: Final = Shape(
    "a scenario",
    {
        "id": Key("scenario-id", "Unique and stable: area/what-holds, in kebab-case.", required=True),
        "title": Key("text", "The claim in one sentence.", required=True),
        "proves": Key("requirement-ids", "Requirements it proves, the most telling first.", required=True),
        "evidence": Key("evidence", "How the expectation is known.", required=True),
        "source": Key("text", "Where the evidence is."),
        "since": Key("version", "First API version it applies to."),
        "until": Key("version", "Last API version it applies to."),
        "requires": Key("requires", "What the target must be able to; without it, it is not applicable."),
        "cases": Key("cases", "A table; the scenario runs once per row, with ${column} filled in."),
        "combine": Key(
            "combine", "full (columns, the default) or pairwise; two makes a case of every two rows, a and b."
        ),
        "except": Key("labels", "Labels of the table that make no case."),
        "given": Key("given", "What exists before the first step, made through the target's own API."),
        "steps": Key("steps", "Several steps, in order, instead of one written here."),
        **ACTIONS,
        **_OUTCOME,
    },
)

STEP: Final = Shape("a step", {**ACTIONS, **_OUTCOME})

GIVEN: Final = Shape(
    "`given`",
    {
        "definition": Key("definition", "A customer metafield definition of the type id."),
        "customer": Key("input", "A customer; later ${customer.id} and its other fields."),
        "customers": Key("inputs", "Several customers by name; later ${ada.id}."),
    },
)

DEFINITION: Final = Shape(
    "a definition",
    {
        "key": Key("text", "The metafield's key.", required=True),
        "namespace": Key("text", "The metafield's namespace; conformance if not given."),
    },
)

WHEN: Final = Shape(
    "`when`",
    {
        "identifier": Key(
            "identifier", "Which customer; left out, null and given are three different calls."
        ),
        "input": Key("input", "The CustomerSetInput.", required=True),
        "inline": Key("true", "Write the values into the document instead of sending variables."),
    },
)

READ: Final = Shape(
    "`read`",
    {
        "id": Key("scalar", "By id, through customer(id:)."),
        "email": Key("scalar", "By email, through customerByIdentifier."),
        "phone": Key("scalar", "By phone, through customerByIdentifier."),
        "customId": Key("custom-id", "By custom id, through customerByIdentifier."),
    },
)

DELETE: Final = Shape("`delete`", {"id": Key("scalar", "The customer's id.", required=True)})

CALL: Final = Shape(
    "`call`",
    {
        "document": Key("text", "The GraphQL document.", required=True),
        "variables": Key("tree", "The variables."),
        "operationName": Key("text", "Which operation of the document to run."),
        "token": Key("text", "none, wrong, or the name of a further access token of the target."),
        "version": Key("text", "An API version to ask for in place of the run's, bundled or not."),
        "headers": Key("headers", "Further HTTP headers, by name."),
        "wait": Key("true", "false makes a throttle the answer, instead of waiting it out."),
    },
)

EVENTUALLY: Final = Shape(
    "`eventually`",
    {
        "within": Key("seconds", "Seconds until it must hold, from 1 to 300.", required=True),
        "halt": Key("then", "What ends the waiting at once, because then it never will."),
    },
)

PARALLEL: Final = Shape(
    "`parallel`",
    {
        "times": Key("times", "How many calls at once, from 2 to 50.", required=True),
        "when": Key("when", "The call.", required=True),
    },
)

THEN: Final = Shape(
    "`then`",
    {
        "customer": Key("customer", "The customer, in the payload and when read back; null is no customer."),
        "userErrors": Key("user-errors", "All user errors, in order; only the keys written are compared."),
        "strictness": Key("strictness", "How much of a user error is compared: code, field or exact."),
        "errors": Key("errors", "The top-level errors."),
        "data": Key("expected", "The response's data."),
        "body": Key("expected", "The whole body, for answers that are no GraphQL result."),
        "http": Key("http", "The HTTP status and headers."),
        "changed": Key("changed", "Customer fields that must change, while all others must not."),
        "deleted": Key("expected", "The deletedCustomerId."),
        "cost": Key("cost", "The requested and actual query cost."),
        "customers": Key("count", "How many different customers the answers name."),
    },
)

THEN_KEYS: Final[Mapping[str, frozenset[str]]] = {
    "when": frozenset({"customer", "userErrors", "strictness", "errors", "http", "changed", "cost"}),
    "read": frozenset({"customer", "errors", "http", "cost"}),
    "delete": frozenset({"userErrors", "strictness", "errors", "http", "deleted", "cost"}),
    "call": frozenset({"userErrors", "strictness", "errors", "data", "body", "http", "cost"}),
    "parallel": frozenset({"customer", "userErrors", "strictness", "errors", "http", "cost", "customers"}),
}
"""What `then` may hold, by action."""

HTTP: Final = Shape(
    "`http`", {"status": Key("expected", "The status."), "headers": Key("headers", "Headers, by name.")}
)

COST: Final = Shape(
    "`cost`",
    {"requested": Key("expected", "requestedQueryCost."), "actual": Key("expected", "actualQueryCost.")},
)

SAVE_ROOTS: Final[Mapping[str, tuple[str, ...]]] = {
    "when": ("customer", "data"),
    "read": ("customer", "data"),
    "delete": ("data",),
    "call": ("data",),
    "parallel": (),
}
"""First words of what `save` may take, by action."""

FRAGMENT_FILE: Final = Shape(
    "a file of fragments", {"fragments": Key("tree", "Trees by name, for `${fragment.name}`.", required=True)}
)

REQUIREMENT_FILE: Final = Shape(
    "a requirement file",
    {
        "requirements": Key("requirements", "The requirements.", required=True),
        "topics": Key("topics", "By the first word of requirements: what an app should do about them."),
        "excluded": Key("exclusions", "Facts that are no requirements, each with the reason."),
    },
)

EXCLUDED: Final = Shape(
    "a group of excluded facts",
    {
        "reason": Key("text", "Why no scenario proves them.", required=True),
        "facts": Key("topics", "The facts, by ids of their own.", required=True),
    },
)

REQUIREMENT: Final = Shape(
    "a requirement",
    {
        "id": Key("requirement-id", "Unique and stable: topic.what-holds.", required=True),
        "level": Key("level", "How binding it is, in the words of RFC 2119.", required=True),
        "statement": Key("text", "What must hold, in one sentence.", required=True),
        "source": Key("text", "Where that is said or was seen.", required=True),
        "evidence": Key("evidence", "How it is known.", required=True),
        "observed": Key("observed", "When it was observed, and in which API version."),
        "profile": Key("profile", "From which profile on it counts; core for a MUST, else complete."),
        "advice": Key("text", "What an app should do about it."),
    },
)

OBSERVED: Final = Shape(
    "`observed`",
    {
        "on": Key(
            "text", "The day, the month or the year: 2026-06-30, 2026-06 or 2026; or unknown.", required=True
        ),
        "version": Key("text", "The API version that was asked for."),
    },
)
