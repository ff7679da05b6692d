"""The pytest plugin on the embedded mock."""

from __future__ import annotations

import json
import re
import shlex
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest
from command import FAILS, PASSES, SCENARIOS, run_pytest, write_scenarios
from tiny_server import tiny_server

if TYPE_CHECKING:
    from pathlib import Path


def test_scenarios_pass_as_ordinary_items(tmp_path: Path) -> None:
    """A file becomes items with readable ids, each with its outcome, and the run ends with a summary."""
    write_scenarios(tmp_path, PASSES)
    done = run_pytest("-v", "own.yaml", folder=tmp_path)
    assert done.returncode == 0
    assert "own.yaml::own/passes[2026-10] PASSED" in done.stdout
    assert "conformance: target mock, API 2026-10, seed mock" in done.stdout
    assert "MUST requirement" in done.stdout
    assert done.stderr == ""


def test_a_failure_is_told_in_at_most_15_lines_without_a_traceback(tmp_path: Path) -> None:
    """Requirement, level, evidence, JSON path, expected, actual, YAML line and a rerun line; nothing of Python."""
    write_scenarios(tmp_path, FAILS)
    done = run_pytest("own.yaml", folder=tmp_path)
    told = done.stdout.split("own/fails[2026-10] _", 1)[1].split("\n= ", 1)[0].split("=====", 1)[0]
    lines = told.strip("_\n ").splitlines()
    assert done.returncode == 1
    assert len(lines) <= 15
    assert lines[0] == "MUST create.without-identifier (observed)"
    assert "$.data.customerSet.customer.note" in told
    assert 'expected  "HELLO"' in told
    assert 'actual    "hello"' in told
    assert "at own.yaml:8" in told
    assert (
        lines[-1]
        == "rerun: pytest 'own.yaml::own/fails[2026-10]' --target=mock --api-version=2026-10 --seed=mock"
    )
    assert "Traceback" not in done.stdout
    assert "pytest_plugin.py" not in done.stdout


def test_the_rerun_line_runs_the_case_again(tmp_path: Path) -> None:
    """What is printed can be pasted."""
    write_scenarios(tmp_path, PASSES, FAILS)
    done = run_pytest(
        "own.yaml::own/fails[2026-10]",
        "--target=mock",
        "--api-version=2026-10",
        "--seed=mock",
        folder=tmp_path,
    )
    assert "1 failed in" in done.stdout


def test_scenarios_that_lie_elsewhere_can_be_run_again_and_are_digested(tmp_path: Path) -> None:
    """Such as the bundled ones: the rerun line works from the root folder, and the report names the suite."""
    (tmp_path / "app").mkdir()
    (tmp_path / "contract").mkdir()
    path = write_scenarios(tmp_path / "contract", FAILS)
    done = run_pytest(str(path), "--rootdir=.", "--report-dir=out", folder=tmp_path / "app")
    [line] = re.findall(r"^rerun: pytest (.*)$", done.stdout, re.MULTILINE)
    assert line.startswith("'../contract/own.yaml::own/fails[2026-10]' --target=mock")
    again = run_pytest(*shlex.split(line), folder=tmp_path / "app")
    report = json.loads((tmp_path / "app" / "out" / "report.json").read_text("utf-8"))
    assert "1 failed in" in again.stdout
    assert report["suite"]["files"] == 1


@pytest.mark.parametrize("words", [(), ("-n", "1")])
def test_a_failure_is_told_once_in_ci_too(words: tuple[str, ...], tmp_path: Path) -> None:
    """There pytest's summary repeats the whole message of each failure; ours has one of a line."""
    write_scenarios(tmp_path, FAILS)
    done = run_pytest("own.yaml", *words, "--junitxml=junit.xml", folder=tmp_path, environment={"CI": "true"})
    assert done.stdout.count("\nrerun: pytest") == 1
    headline = "MUST create.without-identifier (observed): $.data.customerSet.customer.note: the texts differ"
    assert f"\nFAILED own.yaml::own/fails[2026-10] - {headline}\n" in done.stdout
    [failure] = ET.parse(tmp_path / "junit.xml").iter("failure")  # noqa: S314 - ours
    assert failure.get("message") == headline
    assert (failure.text or "").endswith("--seed=mock")


def test_a_bug_of_ours_keeps_its_traceback(tmp_path: Path) -> None:
    """Only verdicts are told without one."""
    write_scenarios(tmp_path, PASSES)
    (tmp_path / "conftest.py").write_text(
        "import conformance.harness\n"
        "def broken(*_):\n    raise ZeroDivisionError('ours')\n"
        "conformance.harness.Harness.play = broken\n"
    )
    done = run_pytest("own.yaml", folder=tmp_path)
    assert done.returncode == 1
    assert "raise ZeroDivisionError('ours')" in done.stdout
    assert "Conformant" not in done.stdout
    assert "conftest.py:3: ZeroDivisionError" in done.stdout


@pytest.mark.parametrize("words", [(), ("-n", "1")])
def test_a_run_without_scenarios_loads_nothing_for_them(words: tuple[str, ...], tmp_path: Path) -> None:
    """Our plugin is in every pytest run of its environment: it must cost next to nothing there, beside scenarios too."""
    write_scenarios(tmp_path, PASSES)
    (tmp_path / "test_theirs.py").write_text(
        "import sys\n"
        "def test_nothing():\n"
        "    loaded = {name for name in sys.modules if name.startswith('conformance.')}\n"
        "    assert 'conformance.pytest_plugin' in loaded\n"
        "    assert not {'graphql', 'yaml', 'httpx', 'jinja2', 'conformance.scenario'} & sys.modules.keys()\n"
    )
    (tmp_path / "conftest.py").write_text(
        "import sys\n"
        "def pytest_unconfigure():\n"
        "    print('LOADED', *{'conformance.harness', 'conformance.options'} & sys.modules.keys())\n"
    )
    done = run_pytest("test_theirs.py", *words, folder=tmp_path, anew=True)
    assert done.returncode == 0, done.stdout
    assert "conformance: target" not in done.stdout
    assert "LOADED\n" in done.stdout


@pytest.mark.parametrize("words", [(), ("-n", "1")])
def test_a_target_is_asked_nothing_where_no_scenario_is_played(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    """Whoever has `--target` in their settings runs their unit tests without the store."""
    write_scenarios(tmp_path, PASSES)
    (tmp_path / "test_theirs.py").write_text("def test_nothing():\n    pass\n")
    heard: list[str] = []

    def answer(path: str, _: object, __: bytes) -> tuple[int, dict[str, str], bytes]:
        heard.append(path)
        return 401, {}, b""

    with tiny_server(answer) as url:
        theirs = run_pytest("test_theirs.py", f"--target={url}", *words, folder=tmp_path)
        assert (theirs.returncode, heard) == (0, []), theirs.stdout
        ours = run_pytest("own.yaml", f"--target={url}", *words, folder=tmp_path)
        assert ours.returncode == 3
    assert len(heard) == 1


def test_selection_works_as_for_any_test(tmp_path: Path) -> None:
    """-k goes by id, -m by level, --collect-only asks nobody."""
    write_scenarios(tmp_path, PASSES, FAILS)
    by_id = run_pytest("-k", "passes", "own.yaml", folder=tmp_path)
    by_level = run_pytest("-m", "should or may", "own.yaml", folder=tmp_path)
    listed = run_pytest("--collect-only", "-q", "own.yaml", folder=tmp_path)
    assert "1 passed, 1 deselected" in by_id.stdout
    assert "2 deselected" in by_level.stdout
    assert listed.stdout.splitlines()[:2] == [
        "own.yaml::own/passes[2026-10]",
        "own.yaml::own/fails[2026-10]",
    ]


def test_stopping_and_last_failed_work_as_for_any_test(tmp_path: Path) -> None:
    """-x ends with the first failure, --lf plays only what failed last."""
    write_scenarios(tmp_path, FAILS, PASSES)
    first = run_pytest("-x", "own.yaml", folder=tmp_path)
    again = run_pytest("--lf", "own.yaml", folder=tmp_path)
    assert "1 failed in" in first.stdout
    assert "1 failed, 1 deselected in" in again.stdout


def test_workers_share_the_work_and_one_report(tmp_path: Path) -> None:
    """With pytest-xdist, the report holds the verdicts of all workers."""
    write_scenarios(tmp_path, PASSES, FAILS)
    done = run_pytest("-n", "2", "--report-dir=out", "own.yaml", folder=tmp_path)
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert "1 failed, 1 passed" in done.stdout
    assert sorted((item["scenario"], item["status"]) for item in report["verdicts"]) == [
        ("own/fails", "failed"),
        ("own/passes", "passed"),
    ]


def test_several_versions_make_several_items(tmp_path: Path) -> None:
    """`all` means every bundled version, oldest first; a list means these."""
    write_scenarios(tmp_path, PASSES)
    done = run_pytest("-q", "--collect-only", "--api-version=all", "own.yaml", folder=tmp_path)
    two = run_pytest("-q", "--collect-only", "--api-version=unstable,2026-01", "own.yaml", folder=tmp_path)
    assert [line.rpartition("[")[2] for line in done.stdout.splitlines()[:6]] == [
        "2025-10]",
        "2026-01]",
        "2026-04]",
        "2026-07]",
        "2026-10]",
        "unstable]",
    ]
    assert [line.rpartition("[")[2] for line in two.stdout.splitlines()[:2]] == ["2026-01]", "unstable]"]


def test_a_report_is_written_where_it_is_asked_for(tmp_path: Path) -> None:
    """JSON, HTML, Markdown, SARIF, a badge and JUnit XML, with scenario, requirement and target in its properties."""
    write_scenarios(tmp_path, PASSES, FAILS)
    run_pytest("--report-dir=out", "own.yaml", folder=tmp_path)
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    properties = ET.parse(tmp_path / "out" / "junit.xml").getroot().iter("property")  # noqa: S314 - ours
    assert names == [
        "badge.json",
        "badge.svg",
        "junit.xml",
        "report.html",
        "report.json",
        "report.sarif",
        "summary.md",
    ]
    assert {(item.get("name"), item.get("value")) for item in properties} >= {
        ("scenario", "own/fails"),
        ("requirement", "create.without-identifier"),
        ("target", "mock"),
    }


@pytest.mark.parametrize(
    "words",
    [
        ("own.yaml", "--target=http://127.0.0.1:1"),
        ("own.yaml", "--target=http://127.0.0.1:1", "-n", "1"),
        ("broken.yaml",),
    ],
)
def test_a_run_that_comes_to_nothing_leaves_no_earlier_report(words: tuple[str, ...], tmp_path: Path) -> None:
    """A gate would take it for this run's."""
    write_scenarios(tmp_path, PASSES)
    write_scenarios(tmp_path, "  - {id: x}", name="broken.yaml")
    (tmp_path / "out").mkdir()
    for name in ("report.json", "report.html", "theirs.txt"):
        (tmp_path / "out" / name).write_text("of an earlier run")
    assert run_pytest(*words, "--report-dir=out", folder=tmp_path).returncode > 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["theirs.txt"]


@pytest.mark.parametrize("words", [("test_theirs.py",), ("own.yaml", "--collect-only")])
def test_a_run_that_plays_nothing_keeps_an_earlier_report(words: tuple[str, ...], tmp_path: Path) -> None:
    """It is about something else, though the settings name a folder for reports."""
    write_scenarios(tmp_path, PASSES)
    (tmp_path / "test_theirs.py").write_text("def test_nothing():\n    pass\n")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "report.json").write_text("of an earlier run")
    assert run_pytest(*words, "--report-dir=out", folder=tmp_path).returncode == 0
    assert (tmp_path / "out" / "report.json").read_text() == "of an earlier run"


def test_a_report_says_where_it_comes_from(tmp_path: Path) -> None:
    """Kind of target, version asked for and served, schema, scenarios, and what the cases covered."""
    write_scenarios(tmp_path, PASSES)
    run_pytest("--report-dir=out", "own.yaml", folder=tmp_path)
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    (target,) = report["targets"]
    (asked,) = target["versions"]
    assert (target["name"], target["kind"]) == ("mock", "mock")
    assert (asked["requested"], asked["served"]) == ("2026-10", ["2026-10"])
    assert asked["schema"].startswith("sha256:")
    assert report["suite"]["files"] == 1
    covered = {part["name"]: part["cases"] for part in report["coverage"] if part["kind"] == "input field"}
    assert (covered["note"], covered["email"], covered["tags"]) == (1, 1, 0)
    parts = [call[0] for call in report["verdicts"][0]["calls"]]
    assert parts == ["step 1", "step 1", "same again"]
    assert all(call[4] > 0 for call in report["verdicts"][0]["calls"])


def test_nothing_is_rendered_where_everything_errored(tmp_path: Path) -> None:
    """A run that got no verdict says so in place of a report; its data is kept."""
    write_scenarios(tmp_path, PASSES)
    (tmp_path / "conftest.py").write_text(
        "import conformance.runner.play as play\n"
        "from conformance.errors import UnreachableError\n"
        "def lost(stage):\n    raise UnreachableError('It went away.')\n"
        "play._play = lost\n"
    )
    done = run_pytest("--report-dir=out", "own.yaml", folder=tmp_path)
    assert (
        "No report is rendered: the only case ended in an error, the first with: It went away." in done.stdout
    )
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["junit.xml", "report.json"]


def test_nothing_is_written_unasked(tmp_path: Path) -> None:
    """Without --report-dir a run leaves no files but pytest's own cache."""
    write_scenarios(tmp_path, PASSES)
    run_pytest("-p", "no:cacheprovider", "own.yaml", folder=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["own.yaml"]


def test_a_target_alone_runs_the_bundled_scenarios(tmp_path: Path) -> None:
    """Anywhere, `pytest --target=mock` means what comes with the harness."""
    done = run_pytest("-q", "--collect-only", "--target=mock", folder=tmp_path)
    assert "addresses/omitted-list-keeps-every-address[2026-10]" in done.stdout


def test_other_yaml_files_are_left_alone(tmp_path: Path) -> None:
    """A project's own YAML is no scenario, and its tests run as ever."""
    (tmp_path / "compose.yaml").write_text("services: {}\n")
    (tmp_path / "test_own.py").write_text("def test_one():\n    assert True\n")
    done = run_pytest(folder=tmp_path)
    assert "1 passed" in done.stdout
    assert "conformance: target" not in done.stdout


def test_requirements_of_other_tools_are_left_alone(tmp_path: Path) -> None:
    """Helm's charts have a requirements.yaml as well."""
    (tmp_path / "requirements.yaml").write_text("dependencies: []\n")
    (tmp_path / "values.yaml").write_text("replicas: 1\n")
    (tmp_path / "test_own.py").write_text("def test_one():\n    assert True\n")
    done = run_pytest(folder=tmp_path)
    assert done.returncode == 0
    assert "1 passed" in done.stdout


def test_fixtures_and_plugins_that_go_by_module_work(tmp_path: Path) -> None:
    """Items hang under a Module and take part in fixtures, which pytest-recording needs."""
    write_scenarios(tmp_path, PASSES)
    (tmp_path / "conftest.py").write_text(
        "import pytest\n"
        "@pytest.fixture(scope='module', autouse=True)\n"
        "def around(request):\n"
        "    print('module', request.module.__name__, request.path.name)\n"
        "    yield\n"
    )
    done = run_pytest("-s", "own.yaml", folder=tmp_path)
    assert "module own own.yaml" in done.stdout
    assert done.returncode == 0


def test_a_blocked_plugin_is_loaded_by_its_option(tmp_path: Path) -> None:
    """Allure's results are written although the configuration blocks the plugin for speed."""
    write_scenarios(tmp_path, PASSES)
    done = run_pytest("--alluredir=allure", "own.yaml", folder=tmp_path)
    results = [json.loads(path.read_text()) for path in (tmp_path / "allure").glob("*-result.json")]
    assert done.returncode == 0, done.stdout + done.stderr
    assert [(item["name"], item["status"]) for item in results] == [("A note is stored", "passed")]


def test_the_bundled_areas_can_be_run_one_by_one(tmp_path: Path) -> None:
    """A folder of the catalogue is a path like any other."""
    done = run_pytest("-q", str(SCENARIOS / "delete"), folder=tmp_path)
    assert done.returncode == 0
    assert "Conformant" in done.stdout
