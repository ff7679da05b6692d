"""The mock against the model, which was written from Shopify's reference and knows nothing of the mock."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from conformance.errors import TargetError
from conformance.explore.machine import exploration_of
from conformance.explore.model import Model
from conformance.mock.service import Service
from conformance.mock.settings import Rates, Settings
from conformance.target.in_process import InProcess

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.wire import Target

QUICK = settings(
    max_examples=int(os.environ.get("CONFORMANCE_EXPLORE", "25")),
    stateful_step_count=15,
    deadline=None,
    database=None,
    derandomize=True,
    # A failure is played once and not made smaller, which would take minutes.
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


FAULTS = [
    "addresses-merged",
    "tags-merged",
    "exemptions-merged",
    "omitted-lists-cleared",
    "null-clears-addresses",
    "empty-tags-ignored",
    "duplicate-addresses-kept",
    "default-address-last",
    "country-not-derived",
    "address-names-not-inherited",
    "tags-unsplit",
    "omitted-scalars-nulled",
    "null-ignored",
    "empty-note-nulled",
    "names-swapped",
    "phone-as-typed",
    "email-upsert-duplicates",
    "id-changes",
    "delete-keeps",
    "email-shared",
    "phone-shared",
    "partial-write",
    "message-curt",
]


def mock(fault: str | None = None) -> Callable[[], Target]:
    """Return what opens a mock without a network."""
    return lambda: InProcess(Service(Settings(bucket=Rates(999_999_999, 999_999_999), fault=fault)))


def test_the_mock_does_what_the_model_says() -> None:
    """Sequences of sets and deletions leave both in the same state, and refuse the same with the same words."""
    run_state_machine_as_test(exploration_of(mock()), settings=QUICK)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_server_is_found_out(fault: str) -> None:
    """The comparison bites."""
    with pytest.raises((AssertionError, TargetError)):
        run_state_machine_as_test(exploration_of(mock(fault)), settings=QUICK)


def test_the_model_keeps_what_is_omitted_and_replaces_lists() -> None:
    """The reference's two sentences about customerSet."""
    model = Model()
    assert model.set(1, {"email": "A @b.co", "tags": ["a", "B"], "note": "n"}, None) == []
    assert model.set(2, {"tags": ["c, b"]}, 1) == []
    assert model.customers[1]["email"] == "a@b.co"
    assert model.customers[1]["note"] == "n"
    assert model.customers[1]["tags"] == ["b", "c"]


def test_the_model_refuses_an_email_of_somebody_else_and_changes_nothing() -> None:
    """Recorded: customer-set-parity#/validation/duplicateEmail."""
    model = Model()
    model.set(1, {"email": "a@b.co"}, None)
    assert model.set(2, {"email": "A@B.co", "firstName": "Bob"}, None) == ["Email has already been taken"]
    assert list(model.customers) == [1]


def test_the_model_refuses_a_customer_without_any_identity() -> None:
    """Recorded: customer-set-parity#/validation/missingIdentity."""
    assert Model().set(1, {"email": "", "firstName": " "}, None) == [
        "A name, phone number, or email address must be present"
    ]
