"""Recording a run and replaying it, with pytest-recording."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from command import FAILS, PASSES, mock, run, write_scenarios

from conformance.cassette import file
from conformance.cassette.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUIET = (
    "pytest",
    "-q",
    *(
        "-p",
        "no:schemathesis",
        "-p",
        "no:hypothesispytest",
        "-p",
        "no:allure_pytest",
        "-p",
        "no:cacheprovider",
    ),
    "own.yaml",
)
TOKEN = {"SHOPIFY_ACCESS_TOKEN": "shpat_0123456789abcdef0123456789abcdef"}
RACE = """\
  - id: own/race
    title: All land on one
    proves: [create.without-identifier]
    evidence: documented
    steps:
      - parallel: {times: 4, when: {identifier: {email: "${unique.email}"}, input: {email: "${unique.email}"}}}
        then: {userErrors: [], customers: 1}
"""
OFFLINE = """\
import os, sys
def heard(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.bind", "subprocess.Popen"}:
        with open("heard.txt", "a") as log:
            print(event, arguments, file=log)
sys.addaudithook(heard)
"""
KNOCK = """\
import socket, pytest
@pytest.fixture(autouse=True)
def knock(request):
    with pytest.raises(RuntimeError, match="Network is disabled"):
        socket.create_connection(("127.0.0.1", 9), timeout=1)
"""


@pytest.fixture(scope="module")
def shop() -> Iterator[str]:
    """Run a mock for all tests of this file; gives its URL."""
    with mock("--bucket", "999999999/999999999") as base:
        yield base


@pytest.fixture(scope="module")
def recorded(shop: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which three scenarios were played once and recorded; one of them fails."""
    folder = tmp_path_factory.mktemp("recorded")
    write_scenarios(folder, PASSES, FAILS, RACE)
    done = run(*QUIET, f"--target={shop}", "--record-mode=once", folder=folder, environment=TOKEN)
    assert done.returncode == 1
    assert "1 failed, 2 passed" in done.stdout
    assert "2 recorded, 1 not recorded, for they did not pass" in done.stdout
    return folder


@pytest.fixture
def copy(recorded: Path, tmp_path: Path) -> Path:
    """Return a copy of that folder to change."""
    shutil.copytree(recorded, tmp_path / "copy")
    return tmp_path / "copy"


def cassettes(folder: Path) -> dict[str, Path]:
    """Return the cassettes below a folder by name."""
    return {path.stem: path for path in (folder / "cassettes").rglob("*.yaml")}


def test_what_passed_is_recorded_one_file_a_case(recorded: Path, shop: str) -> None:
    """Below the target, told by host and port, the version and the area; what failed is not recorded."""
    host = shop.removeprefix("http://").replace(":", "-")
    found = sorted(path.relative_to(recorded).as_posix() for path in (recorded / "cassettes").rglob("*.*"))
    assert [path for path in found if path.endswith(".yaml")] == [
        f"cassettes/{host}/2026-10/own/passes.yaml",
        f"cassettes/{host}/2026-10/own/race.yaml",
    ]
    assert file.read(cassettes(recorded)["passes"]).provenance.kind.value == "endpoint"


def test_a_cassette_holds_neither_token_nor_address(recorded: Path, shop: str) -> None:
    """What is recorded can be shown to anybody."""
    for path in cassettes(recorded).values():
        text = path.read_text("utf-8").lower()
        assert TOKEN["SHOPIFY_ACCESS_TOKEN"] not in text
        assert shop.removeprefix("http://") not in text
        assert not {"x-shopid", "set-cookie", "x-stats-apiclientid"} & set(text.replace(":", " ").split())


def test_a_replay_gives_the_same_verdicts_and_reaches_nobody(copy: Path) -> None:
    """Not one connection, look-up or process in the whole run; whatever tries is stopped; what has no cassette is left out."""
    (copy / "conftest.py").write_text(OFFLINE + KNOCK)
    done = run(*QUIET, "--target=replay", "--report-dir=out", folder=copy)
    report = json.loads((copy / "out" / "report.json").read_text("utf-8"))
    heard = (copy / "heard.txt").read_text().splitlines()
    assert done.returncode == 0, done.stdout
    assert [(item["scenario"], item["status"]) for item in report["verdicts"]] == [
        ("own/passes", "passed"),
        ("own/race", "passed"),
    ]
    assert "1 case without a cassette: not replayed." in report["notes"]
    # The knocking looks the address up; nothing came to connect.
    assert all("'127.0.0.1', 9" in line for line in heard)
    assert not any(line.startswith(("socket.connect", "socket.bind", "subprocess")) for line in heard)


def test_a_store_replayed_by_workers_is_told_as_one(copy: Path) -> None:
    """What is known of the recordings, workers know; the report of the run says it all the same."""
    for path in cassettes(copy).values():
        found = file.read(path)
        file.write(path, file.dumps(replace(found, provenance=replace(found.provenance, kind=Kind.STORE))))
    for crew in ((), ("-n", "2")):
        done = run(*QUIET, *crew, "--target=replay", "--report-dir=out", folder=copy)
        report = json.loads((copy / "out" / "report.json").read_text("utf-8"))
        assert done.returncode == 0, done.stdout
        assert [target["isShopify"] for target in report["targets"]] == [True], crew


@pytest.mark.parametrize("crew", [(), ("-n", "2")])
def test_a_replay_tells_what_it_left_out(crew: tuple[str, ...], copy: Path) -> None:
    """Also one by workers, which alone know."""
    done = run(*QUIET, *crew, "--target=replay", folder=copy)
    assert "\n1 case without a cassette: not replayed.\n" in done.stdout


def test_a_strict_replay_has_no_verdict_on_what_is_not_recorded(copy: Path, shop: str) -> None:
    """The nearest recorded call is shown with what parts it, and a case without a cassette is told too."""
    write_scenarios(copy, PASSES.replace("hello", "bye"), FAILS)
    done = run(*QUIET, f"--target={shop}", "--record-mode=none", folder=copy)
    assert done.returncode == 1
    assert "ERROR own.yaml::own/passes[2026-10]" in done.stdout
    assert "The cassette holds no such call." in done.stdout
    assert "Nearest is call 1 of 3 in cassettes/127.0.0.1-" in done.stdout
    assert '$.input.note: recorded "hello", now "bye"' in done.stdout
    assert "Nothing is recorded in cassettes/127.0.0.1-" in done.stdout
    assert "Record the case anew: --record-mode=rewrite." in done.stdout


def test_once_replays_what_there_is_and_records_what_is_new(copy: Path, shop: str) -> None:
    """A cassette that is there is not touched, though the mock would answer."""
    before = {name: path.read_bytes() for name, path in cassettes(copy).items()}
    write_scenarios(copy, PASSES, PASSES.replace("own/passes", "own/new"))
    done = run(*QUIET, f"--target={shop}", "--record-mode=once", folder=copy)
    assert "cassettes in cassettes/127.0.0.1-" in done.stdout
    assert ": 1 recorded\n" in done.stdout
    assert sorted(cassettes(copy)) == ["new", "passes", "race"]
    assert all(cassettes(copy)[name].read_bytes() == content for name, content in before.items())


def test_new_episodes_records_what_does_not_fit_any_more(copy: Path, shop: str) -> None:
    """Whole, and only that."""
    race = cassettes(copy)["race"].read_bytes()
    write_scenarios(copy, PASSES.replace("hello", "bye"), RACE)
    done = run(*QUIET, f"--target={shop}", "--record-mode=new_episodes", folder=copy)
    assert done.returncode == 0, done.stdout
    assert ": 1 recorded\n" in done.stdout
    assert "bye" in cassettes(copy)["passes"].read_text("utf-8")
    assert "hello" not in cassettes(copy)["passes"].read_text("utf-8")
    assert cassettes(copy)["race"].read_bytes() == race


def test_rewriting_keeps_the_recording_of_a_case_that_fails_now(copy: Path, shop: str) -> None:
    """A good recording is not lost for a bad day; another one is made anew."""
    before = {name: path.read_bytes() for name, path in cassettes(copy).items()}
    write_scenarios(copy, PASSES.replace("{note: hello}}\n", "{note: HELLO}}\n"), RACE)
    done = run(*QUIET, f"--target={shop}", "--record-mode=rewrite", folder=copy)
    assert "1 recorded, 1 kept as they were, for they did not pass this time" in done.stdout
    assert cassettes(copy)["passes"].read_bytes() == before["passes"]
    assert cassettes(copy)["race"].read_bytes() != before["race"]


def test_workers_record_what_one_process_replays(tmp_path: Path) -> None:
    """`conformance run` records too, also from the embedded mock, and the cassettes say so."""
    write_scenarios(tmp_path, PASSES, RACE)
    words = ("conformance", "run", "own.yaml", "--target=mock", "--report-dir=out")
    made = run(*words, "--record-mode=all", "-n", "2", folder=tmp_path)
    played = run(*words, "--record-mode=none", folder=tmp_path)
    assert made.returncode == 0, made.stdout
    assert "cassettes in cassettes/mock: 2 recorded" in made.stdout
    assert "proves nothing about Shopify" in cassettes(tmp_path)["passes"].read_text("utf-8")
    assert played.returncode == 0, played.stdout
    assert "2 passed" in played.stdout


def test_a_recording_that_cannot_be_replayed_is_refused_aloud(tmp_path: Path) -> None:
    """Without a traceback, and the run does not end well, though the case passed."""
    write_scenarios(tmp_path, PASSES)
    (tmp_path / "conftest.py").write_text(
        "import conformance.archive.recorder as recorder\n"
        "recorder.residue = lambda *_: (recorder.residue_of,)\n"
        "recorder.residue_of = 'line 3: a canary'\n"
    )
    done = run(
        *("conformance", "run", "own.yaml", "--target=mock", "--report-dir=out", "--record-mode=once"),
        folder=tmp_path,
    )
    assert done.returncode == 2
    assert "The cassette of own/passes was not written, for it would hold:\n  line 3: a canary" in done.stdout
    assert "Traceback" not in done.stdout
    assert "1 cassette refused: see the errors." in done.stdout
    assert cassettes(tmp_path) == {}


def test_what_is_replayed_must_be_there(tmp_path: Path) -> None:
    """A replay without recordings is a mistake, told without asking anybody for credentials."""
    write_scenarios(tmp_path, PASSES)
    done = run(*QUIET, "--target=devstore", "--record-mode=none", folder=tmp_path)
    assert done.returncode == 4
    assert "There are no cassettes of devstore" in done.stderr
    assert "SHOPIFY" not in done.stderr


def test_tests_of_others_keep_their_own_cassettes(copy: Path) -> None:
    """pytest-recording serves them as ever, in the same run."""
    (copy / "test_theirs.py").write_text(
        "import pytest\n"
        "@pytest.fixture\n"
        "def vcr_config():\n    return {'record_mode': 'none', 'inject': False}\n"
        "@pytest.mark.vcr\n"
        "def test_one(vcr):\n    assert vcr.path.endswith('cassettes/test_theirs/test_one.yaml')\n"
    )
    done = run(*QUIET, "test_theirs.py", "--target=replay", folder=copy)
    assert done.returncode == 0, done.stdout
    assert "3 passed, 1 deselected" in done.stdout
