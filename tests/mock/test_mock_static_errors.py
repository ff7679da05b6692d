"""Documents that break the schema, one test a code of graphql-ruby's; codes and texts recorded where there are any."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mock_client import Client

ID = 'id: "gid://shopify/Customer/1"'
CASES: list[tuple[str, str, list[Any]]] = [
    (
        "undefinedField",
        "mutation Set($input: CustomerSetInput!) {\n  customerSet(input: $input) { customer { nope } }\n}",
        [
            "Field 'nope' doesn't exist on type 'Customer'",
            [2, 43],
            ["mutation Set", "customerSet", "customer", "nope"],
            {"code": "undefinedField", "typeName": "Customer", "fieldName": "nope"},
        ],
    ),
    (
        "argumentNotAccepted on a field",
        "query Q { shop(x: 1) { id } }",
        [
            "Field 'shop' doesn't accept argument 'x'",
            [1, 16],
            ["query Q", "shop", "x"],
            {"code": "argumentNotAccepted", "name": "shop", "typeName": "Field", "argumentName": "x"},
        ],
    ),
    (
        "argumentNotAccepted on an input object",
        'mutation { customerSet(input: {metafields: "x"}) { customer { id } } }',
        [
            "InputObject 'CustomerSetInput' doesn't accept argument 'metafields'",
            [1, 32],
            ["mutation", "customerSet", "input", "metafields"],
            {
                "code": "argumentNotAccepted",
                "name": "CustomerSetInput",
                "typeName": "InputObject",
                "argumentName": "metafields",
            },
        ],
    ),
    (
        "missingRequiredArguments",
        "mutation { customerSet { customer { id } } }",
        [
            "Field 'customerSet' is missing required arguments: input",
            [1, 12],
            ["mutation", "customerSet"],
            {
                "code": "missingRequiredArguments",
                "className": "Field",
                "name": "customerSet",
                "arguments": "input",
            },
        ],
    ),
    (
        "missingRequiredInputObjectAttribute",
        "mutation { customerDelete(input: {}) { deletedCustomerId } }",
        [
            "Argument 'id' on InputObject 'CustomerDeleteInput' is required. Expected type ID!",
            [1, 34],
            ["mutation", "customerDelete", "input", "id"],
            {
                "code": "missingRequiredInputObjectAttribute",
                "argumentName": "id",
                "argumentType": "ID!",
                "inputObjectType": "CustomerDeleteInput",
            },
        ],
    ),
    (
        "argumentLiteralsIncompatible on a field",
        f"mutation {{ tagsAdd({ID}, tags: 5) {{ node {{ id }} }} }}",
        [
            "Argument 'tags' on Field 'tagsAdd' has an invalid value (5). Expected type '[String!]!'.",
            [1, 12],
            ["mutation", "tagsAdd", "tags"],
            {"code": "argumentLiteralsIncompatible", "typeName": "Field", "argumentName": "tags"},
        ],
    ),
    (
        "argumentLiteralsIncompatible on an input object",
        "mutation { customerSet(input: {taxExemptions: [FOO_BAR]}) { customer { id } } }",
        [
            (
                "Argument 'taxExemptions' on InputObject 'CustomerSetInput' has an invalid value ([FOO_BAR])."
                " Expected type '[TaxExemption!]'."
            ),
            [1, 31],
            ["mutation", "customerSet", "input", "taxExemptions"],
            {
                "code": "argumentLiteralsIncompatible",
                "typeName": "InputObject",
                "argumentName": "taxExemptions",
            },
        ],
    ),
    (
        "an id that is none",
        'query Q { customer(id: "") { id } }',
        [
            "Invalid global id ''",
            [1, 11],
            ["query Q", "customer", "id"],
            {"code": "argumentLiteralsIncompatible", "typeName": "CoercionError"},
        ],
    ),
    (
        "invalidOneOfInputObject with no key",
        'mutation { customerSet(identifier: {}, input: {firstName: "A"}) { customer { id } } }',
        [
            "OneOf Input Object 'CustomerSetIdentifiers' must specify exactly one key.",
            [1, 36],
            ["mutation", "customerSet", "identifier"],
            {"code": "invalidOneOfInputObject", "inputObjectType": "CustomerSetIdentifiers"},
        ],
    ),
    (
        "invalidOneOfInputObject with null",
        'mutation { customerSet(identifier: {email: null}, input: {firstName: "A"}) { customer { id } } }',
        [
            "Argument 'CustomerSetIdentifiers.email' must be non-null.",
            [1, 37],
            ["mutation", "customerSet", "identifier", "email"],
            {"code": "invalidOneOfInputObject", "inputObjectType": "CustomerSetIdentifiers"},
        ],
    ),
    (
        "invalidOneOfInputObject with a nullable variable",
        "mutation M($e: String) { customerSet(identifier: {email: $e}, input: {email: $e}) { customer { id } } }",
        [
            "Variable 'e' must be non-nullable to be used for OneOf Input Object 'CustomerSetIdentifiers'.",
            [1, 50],
            ["mutation M", "customerSet", "identifier", "email"],
            {"code": "invalidOneOfInputObject", "inputObjectType": "CustomerSetIdentifiers"},
        ],
    ),
    (
        "selectionMismatch without selections",
        f"{{ customer({ID}) }}",
        [
            (
                "Field must have selections (field 'customer' returns Customer but has no selections."
                " Did you mean 'customer { ... }'?)"
            ),
            [1, 3],
            ["query", "customer"],
            {"code": "selectionMismatch", "nodeName": "field 'customer'", "typeName": "Customer"},
        ],
    ),
    (
        "selectionMismatch on a scalar",
        "{ shop { name { x } } }",
        [
            "Selections can't be made on scalars (field 'name' returns String but has selections [\"x\"])",
            [1, 10],
            ["query", "shop", "name"],
            {"code": "selectionMismatch", "nodeName": "field 'name'", "typeName": "String"},
        ],
    ),
    (
        "variableNotUsed",
        "query Q($x: String) { shop { id } }",
        [
            "Variable $x is declared by Q but not used",
            [1, 1],
            ["query Q"],
            {"code": "variableNotUsed", "variableName": "x"},
        ],
    ),
    (
        "variableNotDefined",
        "query { customer(id: $x) { id } }",
        [
            "Variable $x is used by anonymous query but not declared",
            [1, 22],
            ["query", "customer", "id"],
            {"code": "variableNotDefined", "variableName": "x"},
        ],
    ),
    (
        "variableMismatch of types",
        (
            "mutation M($identifier: CustomerIdentifierInput!) {"
            ' customerSet(identifier: $identifier, input: {firstName: "A"}) { customer { id } } }'
        ),
        [
            (
                "Type mismatch on variable $identifier and argument identifier"
                " (CustomerIdentifierInput! / CustomerSetIdentifiers)"
            ),
            [1, 65],
            ["mutation M", "customerSet", "identifier"],
            {
                "code": "variableMismatch",
                "variableName": "identifier",
                "typeName": "CustomerIdentifierInput!",
                "argumentName": "identifier",
                "errorMessage": "Type mismatch",
            },
        ],
    ),
    (
        "variableMismatch of nullability",
        "query Q($id: ID) { customer(id: $id) { id } }",
        [
            "Nullability mismatch on variable $id and argument id (ID / ID!)",
            [1, 29],
            ["query Q", "customer", "id"],
            {
                "code": "variableMismatch",
                "variableName": "id",
                "typeName": "ID",
                "argumentName": "id",
                "errorMessage": "Nullability mismatch",
            },
        ],
    ),
    (
        "variableMismatch of lists",
        "query Q($id: ID!) { nodes(ids: $id) { id } }",
        [
            "List dimension mismatch on variable $id and argument ids (ID! / [ID!]!)",
            [1, 27],
            ["query Q", "nodes", "ids"],
            {
                "code": "variableMismatch",
                "variableName": "id",
                "typeName": "ID!",
                "argumentName": "ids",
                "errorMessage": "List dimension mismatch",
            },
        ],
    ),
    (
        "variableRequiresValidType",
        "query Q($x: Customer) { customers(query: $x, first: 1) { nodes { id } } }",
        [
            "Customer isn't a valid input type (on $x)",
            [1, 9],
            ["query Q"],
            {"code": "variableRequiresValidType", "typeName": "Customer", "variableName": "x"},
        ],
    ),
    (
        "variableRequiresValidType of a type that is not there",
        "query Q($x: Nope) { customers(query: $x, first: 1) { nodes { id } } }",
        [
            "Nope isn't a defined input type (on $x)",
            [1, 9],
            ["query Q"],
            {"code": "variableRequiresValidType", "typeName": "Nope", "variableName": "x"},
        ],
    ),
    (
        "defaultValueInvalidType",
        'query Q($n: Int = "x") { customers(first: $n) { nodes { id } } }',
        [
            "Default value for $n doesn't match type Int",
            [1, 9],
            ["query Q"],
            {"code": "defaultValueInvalidType", "variableName": "n", "typeName": "Int"},
        ],
    ),
    (
        "variableNotUnique",
        "query Q($n: Int, $n: Int) { customers(first: $n) { nodes { id } } }",
        [
            'There can only be one variable named "n"',
            [[1, 10], [1, 19]],
            ["query Q"],
            {"code": "variableNotUnique", "variableName": "n"},
        ],
    ),
    (
        "undefinedDirective",
        "query Q { shop { id @nope } }",
        [
            "Directive @nope is not defined",
            [1, 21],
            ["query Q", "shop", "id"],
            {"code": "undefinedDirective", "directiveName": "nope"},
        ],
    ),
    (
        "directiveCannotBeApplied",
        "query Q @skip(if: true) { shop { id } }",
        [
            "'@skip' can't be applied to queries (allowed: fields, fragment spreads, inline fragments)",
            [1, 9],
            ["query Q"],
            {"code": "directiveCannotBeApplied", "targetName": "queries", "name": "skip"},
        ],
    ),
    (
        "directiveNotUniqueForLocation",
        "query Q { shop { id @skip(if: true) @skip(if: true) } }",
        [
            'The directive "skip" can only be used once at this location.',
            [[1, 21], [1, 37]],
            ["query Q", "shop", "id"],
            {"code": "directiveNotUniqueForLocation", "directiveName": "skip"},
        ],
    ),
    (
        "argumentNotUnique",
        f"{{ customer({ID}, {ID}) {{ id }} }}",
        [
            'There can be only one argument named "id"',
            [[1, 12], [1, 44]],
            ["query", "customer"],
            {"code": "argumentNotUnique", "name": "id"},
        ],
    ),
    (
        "inputFieldNotUnique",
        'mutation { customerSet(input: {note: "a", note: "b"}) { customer { id } } }',
        [
            'There can be only one input field named "note"',
            [[1, 32], [1, 43]],
            ["mutation", "customerSet", "input"],
            {"code": "inputFieldNotUnique", "name": "note"},
        ],
    ),
    (
        "undefinedType",
        "{ shop { ... on Nope { id } } }",
        [
            "No such type Nope, so it can't be a fragment condition",
            [1, 10],
            ["query", "shop", "... on Nope"],
            {"code": "undefinedType", "typeName": "Nope"},
        ],
    ),
    (
        "fragmentOnNonCompositeType",
        "{ shop { ... on String { id } } }",
        [
            "Invalid fragment on type String (must be Union, Interface or Object)",
            [1, 10],
            ["query", "shop", "... on String"],
            {"code": "fragmentOnNonCompositeType", "typeName": "String"},
        ],
    ),
    (
        "cannotSpreadFragment",
        "{ shop { ... on Customer { id } } }",
        [
            "Fragment on Customer can't be spread inside Shop",
            [1, 10],
            ["query", "shop", "... on Customer"],
            {
                "code": "cannotSpreadFragment",
                "typeName": "Customer",
                "fragmentName": "unknown",
                "parentName": "Shop",
            },
        ],
    ),
    (
        "useAndDefineFragment, used",
        "{ shop { ...Nope } }",
        [
            "Fragment Nope was used, but not defined",
            [1, 13],
            ["query", "shop", "... Nope"],
            {"code": "useAndDefineFragment", "fragmentName": "Nope"},
        ],
    ),
    (
        "useAndDefineFragment, defined",
        "{ shop { id } } fragment F on Shop { id }",
        [
            "Fragment F was defined, but not used",
            [1, 17],
            ["fragment F"],
            {"code": "useAndDefineFragment", "fragmentName": "F"},
        ],
    ),
    (
        "infiniteLoop",
        "{ shop { ...F } } fragment F on Shop { ...F }",
        [
            "Fragment F contains an infinite loop",
            [1, 40],
            ["fragment F", "... F"],
            {"code": "infiniteLoop", "fragmentName": "F"},
        ],
    ),
    (
        "fieldConflict of fields",
        "{ shop { x: id x: name } }",
        [
            "Field 'x' has a field conflict: id or name?",
            [[1, 10], [1, 16]],
            [],
            {"code": "fieldConflict", "fieldName": "x", "conflicts": "id or name"},
        ],
    ),
    (
        "fieldConflict of arguments",
        '{ a: node(id: "gid://shopify/Shop/1") { id } a: node(id: "gid://shopify/Shop/2") { id } }',
        [
            'Field \'a\' has an argument conflict: {id:"gid://shopify/Shop/1"} or {id:"gid://shopify/Shop/2"}?',
            [[1, 3], [1, 46]],
            [],
            {
                "code": "fieldConflict",
                "fieldName": "a",
                "conflicts": '{id:"gid://shopify/Shop/1"} or {id:"gid://shopify/Shop/2"}',
            },
        ],
    ),
    (
        "uniquelyNamedOperations",
        "query A { shop { id } } query A { shop { id } }",
        [
            'Operation name "A" must be unique',
            [[1, 7], [1, 31]],
            [],
            {"code": "uniquelyNamedOperations", "operationName": "A"},
        ],
    ),
    (
        "missingSubscriptionConfiguration",
        "subscription S { shop { id } }",
        [
            "Schema is not configured for subscriptions",
            [1, 1],
            ["subscription S"],
            {"code": "missingSubscriptionConfiguration"},
        ],
    ),
    (
        "queryContainsSchemaDefinitions",
        "{ shop { id } } type X { y: Int }",
        [
            "Query cannot contain schema definitions",
            [1, 17],
            [],
            {"code": "queryContainsSchemaDefinitions"},
        ],
    ),
]


@pytest.mark.parametrize(
    ("document", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_an_error_has_graphql_rubys_form(client: Client, document: str, expected: list[Any]) -> None:
    """Message, locations, path and extensions; neither data nor cost."""
    message, places, path, extensions = expected
    places = places if isinstance(places[0], list) else [places]
    variables = {"input": {"firstName": "A"}}
    assert client.send(document, variables) == {
        "errors": [
            {
                "message": message,
                "locations": [{"line": line, "column": column} for line, column in places],
                "path": path,
                "extensions": extensions,
            }
        ]
    }


def test_the_keys_of_an_error_have_the_recorded_order(client: Client) -> None:
    """Static errors have `path` before `extensions`."""
    reply = client.post(json.dumps({"query": "{ nope }"}).encode())
    assert reply.body == (
        b'{"errors":[{"message":"Field \'nope\' doesn\'t exist on type \'QueryRoot\'",'
        b'"locations":[{"line":1,"column":3}],"path":["query","nope"],'
        b'"extensions":{"code":"undefinedField","typeName":"QueryRoot","fieldName":"nope"}}]}'
    )


def test_an_unknown_field_hides_the_variables_below_it(client: Client) -> None:
    """graphql-ruby does not look below it, so the variable counts as unused."""
    errors = client.send("query Q($id: ID!) { nope(id: $id) { id } }", {"id": "gid://shopify/Shop/1"})[
        "errors"
    ]
    assert [error["extensions"]["code"] for error in errors] == ["undefinedField", "variableNotUsed"]


def test_variables_in_fragments_belong_to_the_operations_that_spread_them(client: Client) -> None:
    """A variable that stands only in a fragment is used."""
    document = (
        "query Q($key: String!) { shop { id } customers(first: 1) { nodes { ...F } } }"
        " fragment F on Customer { metafield(key: $key) { id } }"
    )
    assert client.data(document, {"key": "x"})["customers"] == {"nodes": []}


@pytest.mark.parametrize(
    ("document", "found", "line", "column"),
    [
        ("query Q {\n  shop {\n    id", "end of file", 3, 7),
        ("", "end of file", 1, 1),
        ("{ shop(x: ) { id } }", 'RPAREN (")")', 1, 11),
        ("query Q($x Int) { shop { id } }", 'IDENTIFIER ("Int")', 1, 12),
        ("{ shop { “id” } }", 'invalid token ("“")', 1, 10),
        ("{ }", 'RCURLY ("}")', 1, 3),
    ],
)
def test_text_that_is_no_graphql_is_a_parse_error(
    client: Client, document: str, found: str, line: int, column: int
) -> None:
    """The form for the end of the text is recorded (graphql-base-validation-unhappy-paths)."""
    assert client.send(document) == {
        "errors": [
            {
                "message": f"syntax error, unexpected {found} at [{line}, {column}]",
                "locations": [{"line": line, "column": column}],
                "extensions": {"code": "PARSE_ERROR"},
            }
        ]
    }


def test_several_operations_need_a_name(client: Client) -> None:
    """graphql-request-execution-operation-name-defaults, recorded 2026-04."""
    document = "query A { shop { id } } query B { shop { name } }"
    assert client.send(document) == {"errors": [{"message": "An operation name is required"}]}
    assert client.send(document, operationName="Missing") == {
        "errors": [{"message": 'No operation named "Missing"'}]
    }
    assert client.send(document, operationName="B")["data"] == {"shop": {"name": "example"}}


def test_a_directive_of_a_later_version_is_undefined_before(client: Client) -> None:
    """@idempotent came with 2026-01."""
    document = (
        'mutation { customerSet(input: {firstName: "A"}) @idempotent(key: "k") { customer { firstName } } }'
    )
    assert client.data(document)["customerSet"] == {"customer": {"firstName": "A"}}
    client.version = "2025-10"
    [error] = client.send(document)["errors"]
    assert error["message"] == "Directive @idempotent is not defined"
