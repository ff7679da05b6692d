"""Countries and zones are those of Shopify's address library."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from conformance.domain import territories, territory_table

ROOT = Path(__file__).parents[2]

ZONE_COUNTS = {
    "AE": 7,
    "AR": 24,
    "AU": 8,
    "BR": 27,
    "CA": 13,
    "CL": 16,
    "CN": 31,
    "CO": 33,
    "CR": 7,
    "EG": 29,
    "ES": 52,
    "GB": 5,
    "GT": 22,
    "HK": 3,
    "ID": 34,
    "IE": 26,
    "IN": 37,
    "IT": 110,
    "JP": 47,
    "KR": 17,
    "KW": 6,
    "MX": 32,
    "MY": 16,
    "NG": 37,
    "NZ": 17,
    "PA": 13,
    "PE": 26,
    "PH": 82,
    "PT": 20,
    "RO": 42,
    "RU": 83,
    "SV": 14,
    "TH": 78,
    "US": 62,
    "UY": 19,
    "VE": 25,
    "ZA": 9,
}


def test_number_of_zones() -> None:
    """Each country has as many zones as Shopify's library, and no other country has any."""
    assert {code: len(territories.zones(code)) for code in territory_table.ZONES} == ZONE_COUNTS


def test_zone_names_are_distinct() -> None:
    """A name finds one zone."""
    for country in territory_table.ZONES:
        names = list(territories.zones(country).values())
        assert len(set(names)) == len(names), country


def test_every_code_of_the_schema_but_zz_is_a_country() -> None:
    """CountryCode of the Admin schema has 245 values; ZZ is the one that is no country."""
    assert len(territory_table.COUNTRIES) == 244
    assert territories.country_name("ZZ") is None


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("CA", "Canada"),
        ("US", "United States"),
        ("SG", "Singapore"),
        ("DK", "Denmark"),
        ("XK", "Kosovo"),
        ("TR", "Turkey"),
        ("CZ", "Czech Republic"),
        ("VN", "Vietnam"),
        ("TA", "Tristan da Cunha"),
        ("GB", "United Kingdom"),
    ],
)
def test_country_names(code: str, name: str) -> None:
    """The first four are recorded, the others are the library's."""
    assert territories.country_name(code) == name
    assert territories.find_country(name.upper()) == code


@pytest.mark.parametrize(
    ("country", "code", "name"),
    [
        ("CA", "ON", "Ontario"),
        ("CA", "QC", "Quebec"),
        ("US", "CA", "California"),
        ("US", "AP", "Armed Forces Pacific"),
        ("MX", "Q ROO", "Quintana Roo"),
        ("JP", "JP-13", "Tōkyō"),
        ("GT", "GUA", "Guatemala"),
        ("ZA", "NL", "KwaZulu-Natal"),
        ("CO", "DC", "Bogotá, D.C."),
        ("PH", "PH-00", "Metro Manila"),
        ("IN", "OR", "Odisha"),
    ],
)
def test_zones(country: str, code: str, name: str) -> None:
    """A zone is found by code and by name."""
    assert territories.zones(country)[code] == name
    assert territories.find_zone(country, code.lower()) == code
    assert territories.find_zone(country, name) == code


@pytest.mark.parametrize(
    ("country", "code"),
    [("US", "ON"), ("JP", "13"), ("GB", "LND"), ("IT", "21"), ("US", "UM"), ("ZA", "KZN"), ("SG", "01")],
)
def test_what_is_no_zone(country: str, code: str) -> None:
    """Codes of another form, of another level, or replaced."""
    assert territories.find_zone(country, code) is None


def test_table_is_what_its_tool_writes() -> None:
    """The table is generated, so it is never edited by hand."""
    tool = runpy.run_path(str(ROOT / "tools" / "territories.py"))

    assert Path(tool["TARGET"]).read_text(encoding="utf-8") == tool["render"]()
