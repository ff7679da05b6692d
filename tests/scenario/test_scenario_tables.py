"""The copies of Shopify's types that the linter uses are what the schemas of all versions say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    get_named_type,
)

from conformance.scenario.enums import ENUMS
from conformance.scenario.graph import (
    INPUTS,
    ONE_OF,
    SELECTED,
    STRINGS,
    SUGAR,
    TypeRef,
    field_names,
    field_type,
)
from conformance.schema.load import enum_values, load
from conformance.versions import BUNDLED

if TYPE_CHECKING:
    from conformance.versions import ApiVersion

NOT_IN_GRAPHQL = {"AnyUserError", "TopLevelError"}
VERSIONS = pytest.mark.parametrize("version", BUNDLED, ids=str)


@VERSIONS
@pytest.mark.parametrize("name", INPUTS)
def test_input_types_are_the_schemas(version: ApiVersion, name: str) -> None:
    """Fields, their types, and whether exactly one is taken."""
    found = load(version).type_map[name]
    assert isinstance(found, GraphQLInputObjectType)
    assert {key: str(field.type) for key, field in found.fields.items()} == {
        key: str(type_) for key, type_ in INPUTS[name].items()
    }
    assert found.is_one_of == (name in ONE_OF)


@VERSIONS
@pytest.mark.parametrize("name", [name for name in SELECTED if name not in NOT_IN_GRAPHQL])
def test_selected_fields_are_in_the_schema(version: ApiVersion, name: str) -> None:
    """Each field exists, with the same type, and is a list where we say so."""
    found = load(version).type_map[name]
    assert isinstance(found, GraphQLObjectType)
    for key, type_ in SELECTED[name].items():
        schema_type = found.fields[key].type
        nullable = schema_type.of_type if isinstance(schema_type, GraphQLNonNull) else schema_type
        assert get_named_type(schema_type).name == type_.name, key
        assert isinstance(nullable, GraphQLList) == (type_.item is not None), key


@pytest.mark.parametrize("name", ENUMS)
def test_enum_values_are_those_of_all_versions(name: str) -> None:
    """The linter knows each value that any version has, and no other."""
    assert set(ENUMS[name]) == {value for version in BUNDLED for value in enum_values(version, name)}


@VERSIONS
def test_every_named_type_is_known(version: ApiVersion) -> None:
    """A scalar of a table is Boolean, one that is a JSON string, or an enum or object that has a table."""
    types = load(version).type_map
    for table in (INPUTS, SELECTED):
        for fields in table.values():
            for type_ in fields.values():
                known = {*STRINGS, "Boolean", "JSON", *ENUMS, *INPUTS, *SELECTED}
                assert type_.name in known
                if type_.name in STRINGS:
                    assert isinstance(types[type_.name], GraphQLScalarType)


@pytest.mark.parametrize("owner", SUGAR)
def test_short_names_lead_to_fields_that_are_selected(owner: str) -> None:
    """What a short name stands for is selected, with the type that we say."""
    for name, sugar in SUGAR[owner].items():
        outer = SELECTED[owner][sugar.outer]
        if outer.name in SELECTED:
            assert str(SELECTED[outer.name][sugar.inner]) == str(sugar.type), name
        assert field_type(owner, name) == sugar.type
        assert name in field_names(owner)


@pytest.mark.parametrize("text", ["String", "String!", "[String]", "[String!]!", "[[ID!]]"])
def test_type_texts_are_read_and_written(text: str) -> None:
    """A type is written as it was read."""
    assert str(TypeRef.parse(text)) == text
