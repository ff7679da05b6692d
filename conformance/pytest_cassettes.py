"""What pytest-recording is told about our items; loaded only in runs with `--record-mode`.

One small cassette a case: `cassettes/<target>/<version>/<area>/<case>.yaml` below pytest's root folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from conformance.cassette.recording import file_name, hide_request, hide_response, same_call

if TYPE_CHECKING:
    from conformance.pytest_plugin import ScenarioItem


@pytest.fixture
def vcr_cassette_dir(request: pytest.FixtureRequest) -> str:
    """Return the folder of an item's cassette."""
    item: ScenarioItem = request.node
    area, _, _ = item.case.id.rpartition("/")
    folder = request.config.rootpath / "cassettes" / file_name(item.harness.target_name) / item.version.handle
    return str(folder / file_name(area))


@pytest.fixture
def default_cassette_name(request: pytest.FixtureRequest) -> str:
    """Return what an item's cassette is called."""
    item: ScenarioItem = request.node
    return file_name(item.case.id.rpartition("/")[2])


@pytest.fixture
def vcr_config() -> dict[str, Any]:
    """Return what is recorded of a call, and how a replay finds it again."""
    return {
        "match_on": ["conformance"],
        "before_record_request": hide_request,
        "before_record_response": hide_response,
        "decode_compressed_response": True,
    }


def pytest_recording_configure(config: pytest.Config, vcr: Any) -> None:
    """Teach vcrpy which calls are the same."""
    del config
    vcr.register_matcher("conformance", same_call)
