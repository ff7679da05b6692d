"""Hooks of ours that other pytest plugins may implement."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

    from conformance.verdict import Verdict


def pytest_conformance_verdict(item: pytest.Item, verdict: Verdict) -> None:
    """Take a verdict with all its exchanges, unredacted, while its item is still running."""
