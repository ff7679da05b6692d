"""What pytest-recording is told about our items; loaded only in runs with `--record-mode`.

One small cassette a case. pytest-recording keeps the modes, has vcrpy take down what goes over the wire, and blocks the
network in a replay; whether a case is recorded or replayed is decided here, case by case, and never half of each. A replay
reads the cassette itself: patching httpx anew for each case costs more than the whole case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from conformance.archive.recorder import Recorder
from conformance.archive.rehearsal import rehearse
from conformance.cassette import file
from conformance.cassette.model import Cassette, Provenance
from conformance.cassette.recording import exchanges
from conformance.errors import CassetteError, ConformanceError
from conformance.pytest_items import ScenarioItem
from conformance.pytest_run import HARNESS
from conformance.target.playback import Playback
from conformance.verdict import Status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_ITEM: Final = pytest.StashKey[ScenarioItem | None]()
_RECORDED: Final = "recorded"
_NOT_PASSED: Final = "not recorded, for they did not pass"
_KEPT: Final = "kept as they were, for they did not pass this time"
_REFUSED: Final = "refused"
_TOLD: Final = (_RECORDED, _NOT_PASSED, _KEPT, _REFUSED)
_OTHER_CLIENTS: Final = (
    *("httplib", "requests", "boto3", "urllib3", "httplib2", "tornado", "aiohttp", "httpx2"),
)
"""HTTP clients that vcrpy would patch as well, at 6 ms a case; ours is httpx."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Play of the catalogue what is recorded, where a replay names no target."""
    if config.getoption("--target") != ["replay"]:
        return
    kept = [item for item in items if not isinstance(item, ScenarioItem) or _path(item).is_file()]
    left_out = [item for item in items if item not in set(kept)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept
        if HARNESS in config.stash:
            config.stash[HARNESS].unrecorded = len(left_out)


def _path(item: ScenarioItem) -> Path:
    return item.harness.cassettes.path(item.version.handle, item.case.id)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Decide whether an item is replayed or recorded."""
    item.config.stash[_ITEM] = item if isinstance(item, ScenarioItem) else None
    if not isinstance(item, ScenarioItem):
        return
    item.tape = _tape(item, item.config.getoption("--record-mode") or "none")
    if item.tape is None:
        item.add_marker("vcr")


def _tape(item: ScenarioItem, mode: str) -> Playback | None:
    """Return the cassette to replay an item from, or None if it is to be recorded."""
    path = _path(item)
    if mode in {"all", "rewrite"} or (mode != "none" and not path.is_file()):
        return None
    where = _shown(path, item.config)
    cassette = file.read(path) if path.is_file() else _nothing(item)
    if mode == "new_episodes" and not rehearse(item.harness, cassette, item.case, item.version, where).passed:
        return None
    return Playback(cassette, item.harness.cassettes.name, where)


def _nothing(item: ScenarioItem) -> Cassette:
    harness = item.harness
    origin = Provenance(harness.kind, item.version.handle, "", harness.started, "", harness.seed, tokens=None)
    return Cassette(item.case.id, origin, ())


def _shown(path: Path, config: pytest.Config) -> str:
    return str(path.relative_to(config.rootpath))


@pytest.fixture
def vcr_cassette_dir(request: pytest.FixtureRequest, vcr_cassette_dir: str) -> str:
    """Return the folder of an item's cassette; tests of others keep theirs."""
    item = request.node
    return str(_path(item).parent) if isinstance(item, ScenarioItem) else vcr_cassette_dir


@pytest.fixture
def default_cassette_name(request: pytest.FixtureRequest, default_cassette_name: str) -> str:
    """Return what an item's cassette is called, without its suffix; tests of others keep theirs."""
    item = request.node
    return _path(item).stem if isinstance(item, ScenarioItem) else default_cassette_name


@pytest.fixture
def vcr_config(request: pytest.FixtureRequest, vcr_config: dict[str, Any]) -> dict[str, Any]:
    """Return how vcrpy takes a case down: all of it, and nothing that was there before; tests of others keep theirs."""
    if not isinstance(request.node, ScenarioItem):
        return vcr_config
    return {
        "record_mode": "all",
        "drop_unused_requests": True,
        "decode_compressed_response": True,
        "skip_patchers": _OTHER_CLIENTS,
    }


def pytest_recording_configure(config: pytest.Config, vcr: Any) -> None:
    """Let vcrpy hand over what it took down of one of our items, in place of writing it."""
    item = config.stash.get(_ITEM, None)
    if item is not None:
        vcr.register_persister(Persister(item))


class Persister:
    """Where vcrpy loads a cassette from and saves it to.

    Args:
        item: whose cassette it is.
    """

    def __init__(self, item: ScenarioItem) -> None:
        self._item = item

    def load_cassette(self, cassette_path: str, serializer: Any) -> tuple[list[Any], list[Any]]:
        """Give nothing: a case that is recorded begins anew."""
        del cassette_path, serializer
        return [], []

    def save_cassette(self, cassette_path: str, cassette_dict: Mapping[str, Any], serializer: Any) -> None:
        """Make a cassette of a case that passed.

        Raises:
            ConformanceError: it can't be written, or must not.
        """
        del cassette_path, serializer
        item = self._item
        recorder = Recorder(item.harness, item.case, item.version, item.source)
        if item.status is not Status.PASSED:
            item.recorded = _KEPT if recorder.path.is_file() else _NOT_PASSED
            return
        recorded = zip(cassette_dict["requests"], cassette_dict["responses"], strict=True)
        item.recorded = _REFUSED
        try:
            recorder.keep(exchanges(recorded, item.harness.hearing.exchanges))
        except ConformanceError:
            raise
        except Exception as error:  # noqa: BLE001 - its text and its frames may hold what was answered
            raise CassetteError(
                f"The cassette of {item.case.id} was not written: recording it crashed with {type(error).__name__}.",
                hint="This is a bug of ours: please report it.",
            ) from None
        item.recorded = _RECORDED


class Tally:
    """Counts what became of recordings, also of those that workers made, and says so in the end."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._counts: dict[str, int] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count the recording that a report tells of."""
        told = getattr(report, "conformance_recorded", "")
        if told:
            self._counts[told] = self._counts.get(told, 0) + 1

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say what was recorded, and where."""
        harness = self._config.stash.get(HARNESS, None)
        if harness and self._counts:
            listed = ", ".join(f"{self._counts[told]} {told}" for told in _TOLD if told in self._counts)
            folder = _shown(harness.cassettes.folder, self._config)
            terminalreporter.write_line(f"cassettes in {folder}: {listed}")


def pytest_configure(config: pytest.Config) -> None:
    """Begin to count."""
    config.pluginmanager.register(Tally(config), "conformance-tally")
