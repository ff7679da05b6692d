"""Clients of mocks whose clocks stand still."""

from __future__ import annotations

import pytest
from mock_client import PLENTY, Client, Clock

from conformance.mock.settings import Settings


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands still."""
    return Clock()


@pytest.fixture
def client(clock: Clock) -> Client:
    """Return a client of a mock with a bucket that does not run dry."""
    return Client(Settings(bucket=PLENTY, clock=clock))


@pytest.fixture
def frugal(clock: Clock) -> Client:
    """Return a client of a mock with the bucket of a development store."""
    return Client(Settings(clock=clock))
