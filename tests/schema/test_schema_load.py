"""The bundled slices as schemas."""

from __future__ import annotations

import subprocess
import sys

import pytest

from conformance.errors import UnknownVersionError, UsageError
from conformance.schema.load import enum_values, load, slice_text
from conformance.schema.order import tax_exemption_order
from conformance.versions import BUNDLED, NEWEST_STABLE, ApiVersion


def test_every_bundled_version_loads() -> None:
    """Each version of the list has a slice with customerSet."""
    for version in BUNDLED:
        mutation = load(version).mutation_type
        assert mutation is not None
        assert "customerSet" in mutation.fields


def test_loading_again_is_free() -> None:
    """A schema is built once."""
    assert load(ApiVersion("2026-10")) is load(ApiVersion("2026-10"))


def test_one_of_inputs_are_known() -> None:
    """@oneOf survives the slice and the loading."""
    types = load(NEWEST_STABLE).type_map
    assert types["CustomerSetIdentifiers"].is_one_of  # type: ignore[attr-defined]
    assert not types["CustomerSetInput"].is_one_of  # type: ignore[attr-defined]


def test_a_version_that_is_not_bundled() -> None:
    """A well-formed version without a slice is refused, and the bundled ones are named."""
    with pytest.raises(UnknownVersionError, match=r"API version 2024-01\.\nBundled: 2025-10, 2026-01,"):
        load(ApiVersion("2024-01"))
    with pytest.raises(UnknownVersionError):
        slice_text(ApiVersion("2024-01"))


def test_enum_values_keep_the_order_of_the_slice() -> None:
    """The values of an enum, as the slice lists them."""
    assert enum_values(NEWEST_STABLE, "CustomerState") == ("DECLINED", "DISABLED", "ENABLED", "INVITED")


def test_enum_that_is_none() -> None:
    """A name that is no enum is refused, with the nearest one."""
    with pytest.raises(UsageError, match=r'no enum "TaxExemptions"\. Did you mean "TaxExemption"\?'):
        enum_values(NEWEST_STABLE, "TaxExemptions")
    with pytest.raises(UsageError, match='no enum "Customer"'):
        enum_values(NEWEST_STABLE, "Customer")


def test_tax_exemptions_in_shopify_s_order() -> None:
    """The recorded order starts with the status card and ends with DC; it covers every stable version."""
    ordered = tax_exemption_order(enum_values(NEWEST_STABLE, "TaxExemption"))
    assert ordered[:2] == ("CA_STATUS_CARD_EXEMPTION", "CA_BC_RESELLER_EXEMPTION")
    assert ordered[-2:] == ("US_WY_RESELLER_EXEMPTION", "US_DC_RESELLER_EXEMPTION")
    assert len(ordered) == 74


def test_newer_tax_exemptions_come_last() -> None:
    """Values that the recording lacks follow in the order given; what is not given stays out."""
    assert tax_exemption_order(["B_NEW", "US_AL_RESELLER_EXEMPTION", "A_NEW", "CA_DIPLOMAT_EXEMPTION"]) == (
        "CA_DIPLOMAT_EXEMPTION",
        "US_AL_RESELLER_EXEMPTION",
        "B_NEW",
        "A_NEW",
    )


def test_importing_the_package_loads_no_graphql() -> None:
    """`conformance --help` need not pay for graphql-core."""
    code = (
        "import sys, conformance.schema, conformance.schema.order, conformance.schema.surface, "
        "conformance.schema.scalars; sys.exit('graphql' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
