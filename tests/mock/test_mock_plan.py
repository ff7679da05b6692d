"""A compiled plan answers as graphql-core's own executor does, on generated documents."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pytest
from graphql import (
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLUnionType,
    execute_sync,
    get_named_type,
    is_leaf_type,
    parse,
    validate,
)

from conformance.mock.errors import FieldError
from conformance.mock.prepare import Operation, prepare
from conformance.mock.resolvers import RESOLVERS
from conformance.mock.resolvers.context import Context
from conformance.mock.resolvers.queries import QUERY
from conformance.mock.static import validate_document
from conformance.mock.unmodelled import stand_in
from conformance.mock.variables import coerce_variables
from conformance.mock.writing import write
from conformance.schema.load import load
from conformance.versions import NEWEST_STABLE

if TYPE_CHECKING:
    from mock_client import Client, Clock

SCHEMA = load(NEWEST_STABLE)
ID = "gid://shopify/Customer/1"


class Writer:
    """Writes random documents about customers; the same seed writes the same one."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - not for secrets
        self.fragments: list[str] = []

    def document(self) -> str:
        """Return a query with a few root fields, fragments, aliases and conditions."""
        roots = [
            "customer(id: $id)",
            'customerByIdentifier(identifier: {emailAddress: "a@example.com"})',
            "customers(first: $n)",
            "node(id: $id)",
            "shop",
            "nodes(ids: [$id])",
        ]
        names = ["Customer", "Customer", "CustomerConnection", "Node", "Shop", "Node"]
        parts = []
        for number in range(self.random.randint(1, 3)):
            at = self.random.randrange(len(roots))
            parts.append(f"r{number}: {roots[at]} {self.selections(names[at], 3)}")
        head = "query Q($id: ID!, $n: Int = 2, $yes: Boolean!, $no: Boolean = false)"
        used = "x: customer(id: $id) @skip(if: $no) { id } y: customers(first: $n) @include(if: $yes) { nodes { id } }"
        return f"{head} {{ {' '.join(parts)} {used} }} {' '.join(self.fragments)}"

    def selections(self, name: str, depth: int) -> str:
        """Return a selection set for a type."""
        type_: Any = SCHEMA.get_type(name)
        if isinstance(type_, GraphQLInterfaceType):
            return f"{{ __typename id ... on Customer {self.selections('Customer', depth - 1)} }}"
        if isinstance(type_, GraphQLUnionType):
            return "{ __typename }"
        fields = [
            (key, field)
            for key, field in type_.fields.items()
            if (depth or is_leaf_type(get_named_type(field.type)))
            and key not in {"metafield", "translations"}
        ]
        chosen = self.random.sample(fields, min(len(fields), self.random.randint(1, 7)))
        parts = [self.field(key, field, depth) for key, field in chosen] or ["__typename"]
        if self.random.random() < 0.2:
            parts.append("__typename")
        if self.random.random() < 0.25 and depth:
            parts.append(f"... on {name} @include(if: $yes) {self.selections(name, depth - 1)}")
        if self.random.random() < 0.25 and depth:
            number = len(self.fragments)
            self.fragments.append("")
            body = self.selections(name, depth - 1)
            self.fragments[number] = f"fragment F{number} on {name} {body}"
            parts.append(f"...F{number}")
        return f"{{ {' '.join(parts)} }}"

    def field(self, key: str, field: Any, depth: int) -> str:
        """Return one field, perhaps with an alias or a condition."""
        arguments = "(first: $n)" if "first" in field.args else ""
        alias = f"{key}{self.random.randrange(2)}: " if self.random.random() < 0.2 else ""
        condition = self.random.choice(
            ["", "", "", " @skip(if: $no)", " @include(if: $yes)", " @skip(if: true)"]
        )
        type_ = get_named_type(field.type)
        below = "" if is_leaf_type(type_) else f" {self.selections(type_.name, max(depth - 1, 0))}"
        return f"{alias}{key}{arguments}{condition}{below}"


def reference(document: str, variables: dict[str, Any], context: Context) -> tuple[Any, list[Any]]:
    """Execute a document with graphql-core and the mock's resolvers."""

    def resolve(source: Any, info: Any, **arguments: Any) -> Any:
        table = RESOLVERS.tables.get(type(source))
        try:
            if table is not None and info.field_name in table:
                return table[info.field_name](source, context, arguments)
            if table is None and info.field_name in source:
                return source[info.field_name]
            return stand_in(info.return_type, info.parent_type.name, info.field_name)
        except FieldError as error:
            raise GraphQLError(error.message) from error

    found = execute_sync(
        SCHEMA,
        parse(document),
        root_value=QUERY,
        variable_values=variables,
        field_resolver=resolve,
        type_resolver=lambda source, _info, _type: RESOLVERS.type_names[type(source)],
    )
    return found.data, sorted((error.path, error.message) for error in found.errors or ())


@pytest.mark.parametrize("seed", range(60))
def test_a_plan_equals_graphql_cores_execution(client: Client, clock: Clock, seed: int) -> None:
    """Data in the same order, and the same errors at the same paths."""
    id_ = client.create(
        email="a@example.com", firstName="A", addresses=[{"city": "Ottawa"}, {"countryCode": "CA"}]
    )
    client.create(phone="+16135550100", tags=["x"])
    [shop] = client.service._shops.all()
    context = Context(shop.store, NEWEST_STABLE, clock(), shop.domain, write, lambda customer: customer)
    document = Writer(seed).document()
    if validate(SCHEMA, parse(document)):
        # Two fields that do not merge, by chance; both sides have to say so.
        assert validate_document(SCHEMA, parse(document))
        return
    variables = {"id": id_, "yes": seed % 3 > 0, "no": seed % 5 == 0}
    operation = prepare(NEWEST_STABLE, document).operation("Q")
    assert isinstance(operation, Operation)
    coerced, errors = coerce_variables(operation.variables, variables)
    assert not errors
    outcome = operation.compiled(coerced)[0].run(context, coerced, RESOLVERS, QUERY)
    data, errors_ = reference(document, variables, context)
    assert json.dumps(outcome.data) == json.dumps(data)
    assert sorted((error["path"], error["message"]) for error in outcome.errors) == errors_


def test_most_generated_documents_are_valid() -> None:
    """Else the comparison would compare little."""
    valid = sum(not validate(SCHEMA, parse(Writer(seed).document())) for seed in range(60))
    assert valid > 40


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_document_is_refused_exactly_when_graphql_core_refuses_it(seed: int) -> None:
    """Static validation against graphql-core's, on documents with one token changed."""
    noise = random.Random(seed)  # noqa: S311 - not for secrets
    tokens = Writer(seed).document().split()
    at = noise.randrange(len(tokens))
    tokens[at : at + 1] = noise.choice(
        [
            [],
            [tokens[at]] * 2,
            ["id"],
            ["nope"],
            ["$yes)"],
            ["(first: $id)"],
            ["{ id }"],
            ["...F0"],
            ["@nope"],
            ["$n: Int"],
        ]
    )
    text = " ".join(tokens)
    try:
        document = parse(text)
    except GraphQLError:
        assert prepare(NEWEST_STABLE, text).errors[0]["extensions"]["code"] == "PARSE_ERROR"
        return
    ours, theirs = validate_document(SCHEMA, document), validate(SCHEMA, document)
    assert bool(ours) == bool(theirs), (ours, theirs)
