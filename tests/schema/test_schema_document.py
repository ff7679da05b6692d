"""Documents and variables held against a version's schema."""

from __future__ import annotations

import pytest

from conformance.errors import UnknownVersionError
from conformance.schema.document import check_variables, document
from conformance.versions import NEWEST_STABLE, ApiVersion

SET = """mutation Set($identifier: CustomerSetIdentifiers, $input: CustomerSetInput!) {
  customerSet(identifier: $identifier, input: $input) { customer { id } userErrors { code field message } }
}"""
TWO = "query A { shop { id } } query B($id: ID!) { customer(id: $id) { id } }"


def test_valid_document() -> None:
    """A valid document has a tree, its operations, and no errors."""
    found = document(NEWEST_STABLE, SET)
    assert found.ast is not None
    assert found.errors == ()
    assert [node.name.value for node in found.operations if node.name] == ["Set"]


def test_a_document_is_parsed_once() -> None:
    """The result is cached by version and text."""
    assert document(NEWEST_STABLE, SET) is document(NEWEST_STABLE, SET)
    assert document(ApiVersion("2026-07"), SET) is not document(NEWEST_STABLE, SET)


def test_syntax_error() -> None:
    """Text that does not parse is one error with a place, and no tree."""
    found = document(NEWEST_STABLE, "query {\n  shop {")
    assert found.ast is None
    assert found.operations == ()
    assert [(error.message, error.locations) for error in found.errors] == [
        ("Syntax Error: Expected Name, found <EOF>.", [(2, 9)])
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "{ customr { id } }",
            "Cannot query field 'customr' on type 'QueryRoot'. Did you mean 'customer' or 'customers'?",
        ),
        (
            "mutation { customerSet(input: {tagz: []}) { customer { id } } }",
            "Expected value of type 'CustomerSetInput' not to include unknown field 'tagz'. Did you mean 'tags'? Found: { tagz: [] }.",
        ),
        (
            'mutation { customerSet(identifier: {id: "a", email: "b"}, input: {}) { customer { id } } }',
            "Within OneOf Input Object type 'CustomerSetIdentifiers', exactly one field must be specified, and the value for that field must be non-null.",
        ),
        (
            "mutation { customerSet(identifier: {email: null}, input: {}) { customer { id } } }",
            "Within OneOf Input Object type 'CustomerSetIdentifiers', exactly one field must be specified, and the value for that field must be non-null.",
        ),
        (
            "mutation($e: String) { customerSet(identifier: {email: $e}, input: {}) { customer { id } } }",
            "Variable '$e' is of type 'String' but must be non-nullable to be used for OneOf Input Object 'CustomerSetIdentifiers'.",
        ),
        ("type Customer { id: ID }", "The 'Customer' definition is not executable."),
    ],
    ids=["field", "input-field", "two-keys", "null-key", "nullable-key", "no-operation"],
)
def test_validation_errors(text: str, message: str) -> None:
    """A document that parses and is wrong keeps its tree and says what is wrong."""
    found = document(NEWEST_STABLE, text)
    assert found.ast is not None
    assert [error.message for error in found.errors] == [message]


def test_a_directive_of_a_later_version() -> None:
    """@idempotent is unknown before 2026-01 and known after."""
    text = 'mutation { customerSet(input: {}) @idempotent(key: "k") { customer { id } } }'
    assert [error.message for error in document(ApiVersion("2025-10"), text).errors] == [
        "Unknown directive '@idempotent'."
    ]
    assert document(ApiVersion("2026-01"), text).errors == ()


def test_absurd_nesting_is_an_error_of_the_document() -> None:
    """A bottomless document does not bring the harness down."""
    depth = 20_000
    found = document(NEWEST_STABLE, "{" + "a{" * depth + "b" + "}" * depth + "}")
    assert len(found.errors) == 1


def test_a_version_that_is_not_bundled() -> None:
    """The document is not at fault, so this is raised."""
    with pytest.raises(UnknownVersionError):
        document(ApiVersion("2024-01"), SET)


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        (SET, None, "Set"),
        (SET, "", "Set"),
        (TWO, "B", "B"),
        (TWO, None, None),
        (TWO, "C", None),
        (SET, "C", None),
    ],
)
def test_which_operation_runs(text: str, name: str | None, found: str | None) -> None:
    """The only operation, or the named one."""
    operation = document(NEWEST_STABLE, text).operation(name)
    assert (operation.name.value if operation and operation.name else None) == found


@pytest.mark.parametrize(
    "variables",
    [
        {"input": {}},
        {
            "input": {"email": None, "tags": "one", "taxExemptions": ["CA_DIPLOMAT_EXEMPTION"]},
            "identifier": None,
        },
        {"input": {"addresses": [{"countryCode": "CA"}]}, "identifier": {"email": "a@example.com"}},
    ],
    ids=["least", "nulls-and-coercion", "nested"],
)
def test_sound_variables(variables: dict[str, object]) -> None:
    """Values that the schema takes are not complained about."""
    assert check_variables(NEWEST_STABLE, SET, variables) == ()


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        (
            {},
            "Variable '$input' has invalid value: Expected a value of non-null type 'CustomerSetInput!' to be provided.",
        ),
        (
            {"input": {}, "identifer": {}},
            'The operation declares no variable $identifer. Did you mean "identifier"?',
        ),
        (
            {"input": {"note": 5}},
            "Variable '$input' has invalid value at .note: String cannot represent a non string value: 5",
        ),
        (
            {"input": {"taxExempt": "yes"}},
            "Variable '$input' has invalid value at .taxExempt: Boolean cannot represent a non boolean value: 'yes'",
        ),
        (
            {"input": {"taxExemptions": ["NONE"]}},
            "Variable '$input' has invalid value at .taxExemptions[0]: Value 'NONE' does not exist in 'TaxExemption' enum.",
        ),
        (
            {"input": {}, "identifier": {}},
            "Variable '$identifier' has invalid value: Within OneOf Input Object type 'CustomerSetIdentifiers', exactly one field must be specified, and the value for that field must be non-null.",
        ),
        (
            {"input": {}, "identifier": {"id": "a", "email": "b"}},
            "Variable '$identifier' has invalid value: Within OneOf Input Object type 'CustomerSetIdentifiers', exactly one field must be specified, and the value for that field must be non-null.",
        ),
        (
            {"input": {}, "identifier": {"email": None}},
            "Variable '$identifier' has invalid value at .email: Within OneOf Input Object type 'CustomerSetIdentifiers', exactly one field must be specified, and the value for that field must be non-null.",
        ),
        (
            {"input": {"addresses": [{"zip": None}, {"countryCode": "XX"}]}},
            "Variable '$input' has invalid value at .addresses[1].countryCode: Value 'XX' does not exist in 'CountryCode' enum. Did you mean the enum value 'AX', 'CX', 'MX', 'SX', or 'XK'?",
        ),
        (
            {"input": {"tags": [None]}},
            "Variable '$input' has invalid value at .tags[0]: Expected value of non-null type 'String!' not to be None.",
        ),
    ],
    ids=[
        "missing",
        "unknown",
        "string",
        "boolean",
        "enum",
        "no-key",
        "two-keys",
        "null-key",
        "deep",
        "null-item",
    ],
)
def test_unsound_variables(variables: dict[str, object], message: str) -> None:
    """Each value that the schema forbids is named."""
    assert check_variables(NEWEST_STABLE, SET, variables) == (message,)


def test_variables_of_a_wrong_document() -> None:
    """A document that is wrong itself is told first."""
    assert check_variables(NEWEST_STABLE, "{ nothing }", {"a": 1}) == (
        "Cannot query field 'nothing' on type 'QueryRoot'.",
    )


def test_variables_of_no_operation() -> None:
    """Which of several operations runs must be told."""
    assert check_variables(NEWEST_STABLE, TWO, {}) == (
        "Which operation runs cannot be told; the document has A, B.",
    )
    assert check_variables(NEWEST_STABLE, TWO, {"id": "x"}, "B") == ()
