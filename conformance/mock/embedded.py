"""The mock that a run of scenarios asks: it lets in one token, and those of apps that may do less."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from conformance.mock.behaviour_file import read_behaviours
from conformance.mock.settings import Rates, Settings

CONFIG: Final = Path(__file__).with_name("embedded.yaml")
"""What its shops are like, as `conformance mock --config` takes it."""

_ENDLESS: Final = Rates(999_999_999, 999_999_999)


def embedded(token: str, fault: str = "") -> Settings:
    """Return how the mock of a run is set up.

    The log of requests is of no use there, and a bucket that never runs dry keeps the clock out of it.

    Args:
        token: the access token of the run.
        fault: name of a deviation; empty for none.
    """
    return Settings(
        token=token, fault=fault or None, bucket=_ENDLESS, log=1, behaviours=read_behaviours(CONFIG)
    )
