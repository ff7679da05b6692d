"""Fields of Metafield and MetafieldDefinition."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from conformance.domain.customer import DEFINITION, METAFIELD, gid
from conformance.domain.metafield_values import UNIQUE_TYPES
from conformance.mock.errors import FieldError
from conformance.mock.resolvers.context import timestamp

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from conformance.domain.customer import Metafield, MetafieldDefinition
    from conformance.mock.resolvers.context import Context
    from conformance.wire import Json

_DECODED: Final = frozenset({"boolean", "json", "number_integer"})


def _json_value(metafield: Metafield) -> Json:
    if metafield.type in _DECODED or metafield.type.startswith("list."):
        try:
            return json.loads(metafield.value)
        except ValueError:
            return metafield.value
    return metafield.value


def _metafields_of_definition(
    _definition: MetafieldDefinition, _context: Context, _arguments: Mapping[str, Any]
) -> Any:
    # An empty connection would be a lie: there may be such metafields.
    raise FieldError("This mock does not model MetafieldDefinition.metafields.", "NOT_MODELLED")


METAFIELD_FIELDS: Final[Mapping[str, Callable[[Metafield, Context, Mapping[str, Any]], Any]]] = {
    "id": lambda metafield, _context, _arguments: gid(METAFIELD, metafield.id),
    "legacyResourceId": lambda metafield, _context, _arguments: str(metafield.id),
    "namespace": lambda metafield, _context, _arguments: metafield.namespace,
    "key": lambda metafield, _context, _arguments: metafield.key,
    "type": lambda metafield, _context, _arguments: metafield.type,
    "value": lambda metafield, _context, _arguments: metafield.value,
    "jsonValue": lambda metafield, _context, _arguments: _json_value(metafield),
    "sizeInBytes": lambda metafield, _context, _arguments: len(metafield.value.encode("utf-8", "replace")),
    "ownerType": lambda _metafield, _context, _arguments: "CUSTOMER",
    "createdAt": lambda metafield, _context, _arguments: timestamp(metafield.created_at),
    "updatedAt": lambda metafield, _context, _arguments: timestamp(metafield.updated_at),
    "definition": lambda metafield, context, _arguments: context.store.definition(
        metafield.namespace, metafield.key
    ),
}

DEFINITION_FIELDS: Final[Mapping[str, Callable[[MetafieldDefinition, Context, Mapping[str, Any]], Any]]] = {
    "id": lambda definition, _context, _arguments: gid(DEFINITION, definition.id),
    "name": lambda definition, _context, _arguments: definition.name,
    "namespace": lambda definition, _context, _arguments: definition.namespace,
    "key": lambda definition, _context, _arguments: definition.key,
    "description": lambda definition, _context, _arguments: definition.description,
    "ownerType": lambda definition, _context, _arguments: definition.owner_type,
    "type": lambda definition, _context, _arguments: {"name": definition.type},
    "capabilities": lambda definition, _context, _arguments: {
        "uniqueValues": {
            "enabled": definition.unique_values,
            "eligible": definition.type in UNIQUE_TYPES,
        }
    },
    "metafields": _metafields_of_definition,
}
