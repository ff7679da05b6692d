"""The types of metafields, and what their values must look like."""

from __future__ import annotations

import re
from typing import Final

# Source: recorded message of metafieldDefinitionCreate for an unknown type, in Shopify's own order.
# SDP H1 metafield-definition-create-input-validation#/cases/unknownType
_TYPE_NAMES: Final = (
    "antenna_gain area battery_charge_capacity battery_energy_capacity boolean capacitance color concentration "
    "data_storage_capacity data_transfer_rate date_time date dimension display_density distance duration "
    "electric_current electrical_resistance energy frequency id illuminance inductance json jurisdiction language "
    "link list.antenna_gain list.area list.battery_charge_capacity list.battery_energy_capacity list.capacitance "
    "list.color list.concentration list.data_storage_capacity list.data_transfer_rate list.date_time list.date "
    "list.dimension list.display_density list.distance list.duration list.electric_current "
    "list.electrical_resistance list.energy list.frequency list.illuminance list.inductance list.jurisdiction "
    "list.link list.luminous_flux list.mass_flow_rate list.number_decimal list.number_integer list.power "
    "list.pressure list.rating list.resolution list.rotational_speed list.single_line_text_field list.sound_level "
    "list.speed list.temperature list.thermal_power list.url list.voltage list.volume list.volumetric_flow_rate "
    "list.weight luminous_flux mass_flow_rate money multi_line_text_field number_decimal number_integer power "
    "pressure rating resolution rich_text_field rotational_speed single_line_text_field sound_level speed "
    "temperature thermal_power url voltage volume volumetric_flow_rate weight company_reference "
    "list.company_reference customer_reference list.customer_reference product_reference list.product_reference "
    "collection_reference list.collection_reference variant_reference list.variant_reference file_reference "
    "list.file_reference product_taxonomy_value_reference list.product_taxonomy_value_reference "
    "product_taxonomy_disclosure_reference metaobject_reference list.metaobject_reference mixed_reference "
    "list.mixed_reference disclosure_reference list.disclosure_reference page_reference list.page_reference "
    "article_reference list.article_reference order_reference list.order_reference"
)
TYPES: Final = tuple(_TYPE_NAMES.split())

UNIQUE_TYPES: Final = frozenset({"id", "number_integer", "single_line_text_field", "url"})
"""Types that may keep values unique; `id` and `single_line_text_field` are recorded, the others assumed."""

_BOOLEANS: Final = {"true": "true", "t": "true", "1": "true", "false": "false", "f": "false", "0": "false"}
_INTEGER: Final = re.compile(r"(-?\d+)(?:\.0+)?")

_JSON_STRING: Final = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"')
_JSON_ATOM: Final = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null")
_JSON_GROUP: Final = re.compile(
    "\\[(?:[\x00\x01](?:,[\x00\x01])*)?\\]|\\{(?:\x00:[\x00\x01](?:,\x00:[\x00\x01])*)?\\}"
)


def normal_value(type_name: str, value: str) -> str | None:
    """Return a value as it is stored, or None if its type does not allow it.

    Only booleans, integers and JSON are looked into. Source: SDP H1 metafieldsSet-value-type-fidelity (`t`, `1` and
    ` TRUE ` are true, `5.0` is 5) and metafields-set-input-validation.
    """
    if type_name == "boolean":
        return _BOOLEANS.get(value.strip().lower())
    if type_name == "number_integer":
        match = _INTEGER.fullmatch(value.strip())
        return match[1] if match else None
    if type_name == "json":
        return value if is_json(value) else None
    return value


def is_json(value: str) -> bool:
    """Tell whether a text is JSON, by replacing what is complete until one value, or something else, is left."""
    if any(mark in value for mark in "\x00\x01"):
        return False
    rest = "".join(_JSON_ATOM.sub("\x01", _JSON_STRING.sub("\x00", value)).split())
    while len(rest) > 1:
        shorter = _JSON_GROUP.sub("\x01", rest)
        if shorter == rest:
            return False
        rest = shorter
    return rest in {"\x00", "\x01"}
