"""A run as its shells drive it: which exit code it deserves, when it is given up, what it says of what is left."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from command import FAILS, PASSES, run, run_pytest, write_scenarios
from runner_world import World

from conformance import conclusion
from conformance.errors import UnknownVersionError, UsageError
from conformance.harness import Harness
from conformance.options import Options
from conformance.pytest_items import item_name
from conformance.runner import Session
from conformance.verdict import Evidence, Level, Status, Verdict

if TYPE_CHECKING:
    from pathlib import Path


def harness(folder: Path, **options: Any) -> Harness:
    """Return a run that has not begun, and starts no mock."""
    return Harness(
        Options(**{"target": "mock", "versions": "", "seed": "", "folder": folder, "dry": True, **options})
    )


def two_scenarios_and_a_conftest(folder: Path, conftest: str) -> None:
    """Write `own/passes` and `own/again`, which both pass, beside hooks or fixtures of a user."""
    write_scenarios(folder, PASSES, PASSES.replace("own/passes", "own/again"))
    (folder / "conftest.py").write_text(conftest)


def verdict(status: Status, reason: str = "") -> Verdict:
    """Return how a scenario ended."""
    return Verdict(
        "own/one", "2026-10", "own", "It is so", (), Level.MUST, Evidence.DOCUMENTED, status, reason=reason
    )


def keep(run_: Harness, *statuses: Status) -> None:
    """Have a run take verdicts."""
    for status in statuses:
        run_.keep(run_.portable(verdict(status, "gone" if status is Status.ERRORED else "")))


@pytest.mark.parametrize(
    ("statuses", "code"),
    [
        ([Status.PASSED], 0),
        ([Status.PASSED, Status.NOT_APPLICABLE], 0),
        ([Status.DISCOVERY], 0),
        ([Status.PASSED, Status.FAILED], 1),
        ([Status.ERRORED, Status.FAILED], 1),
        ([Status.PASSED, Status.ERRORED], 3),
        ([Status.NOT_APPLICABLE], 2),
        ([], 2),
    ],
)
def test_the_exit_code_tells_how_a_run_ended(statuses: list[Status], code: int, tmp_path: Path) -> None:
    """A deviation comes before a missing verdict; a run that judged nothing has not found conformance."""
    one = harness(tmp_path)
    keep(one, *statuses)
    assert conclusion.exit_code(one) == code


def test_a_broken_file_is_exit_code_2(tmp_path: Path) -> None:
    """Whatever the other files came to."""
    one = harness(tmp_path)
    one.broken_files = 1
    keep(one, Status.FAILED)
    assert conclusion.exit_code(one) == 2


def test_what_is_left_behind_is_exit_code_5(tmp_path: Path) -> None:
    """Of a run in which all is well otherwise."""
    one = harness(tmp_path)
    one.__dict__["_session"] = Session(World(), {}, "1", left_behind=["gid://shopify/Customer/1"])
    keep(one, Status.PASSED)
    assert (conclusion.exit_code(one), one.left_behind) == (5, ["gid://shopify/Customer/1"])
    assert conclusion.run(one).notes == ("Left behind on the target: gid://shopify/Customer/1.",)
    keep(one, Status.FAILED)
    assert conclusion.exit_code(one) == 1


def test_what_workers_leave_behind_is_gathered(tmp_path: Path) -> None:
    """Each worker tells it with its verdicts; each id is told once."""
    gathering = harness(tmp_path)
    for name in ("gw0", "gw1"):
        worker = harness(tmp_path, worker=name)
        left: list[str] = []
        worker.__dict__["_session"] = Session(World(), {}, "1", left_behind=left)
        for number in (1, 2):
            left.append(f"{name}-{number}")
            gathering.keep(worker.portable(verdict(Status.PASSED)))
    assert gathering.left_behind == ["gw0-1", "gw0-2", "gw1-1", "gw1-2"]
    assert conclusion.exit_code(gathering) == 5


@pytest.mark.parametrize(
    ("statuses", "given_up"),
    [
        ([Status.ERRORED] * 2, ""),
        ([Status.ERRORED] * 3, "3 scenarios in a row had no verdict; the last: gone"),
        ([Status.ERRORED, Status.ERRORED, Status.PASSED, Status.ERRORED], ""),
        (
            [Status.ERRORED, Status.ERRORED, Status.NOT_APPLICABLE, Status.ERRORED],
            "3 scenarios in a row had no verdict; the last: gone",
        ),
    ],
)
def test_a_run_is_given_up_when_nothing_has_a_verdict(
    statuses: list[Status], given_up: str, tmp_path: Path
) -> None:
    """A scenario that does not apply asks nobody, and so is no sign of life."""
    one = harness(tmp_path)
    keep(one, *statuses)
    assert one.given_up == given_up
    assert conclusion.run(one).interrupted is bool(given_up)


def test_cases_come_version_by_version(tmp_path: Path) -> None:
    """Each as pytest calls it."""
    path = write_scenarios(tmp_path, PASSES, PASSES.replace("own/passes", "own/again"))
    one = harness(tmp_path, versions="2026-10,2026-07")
    assert [item_name(case, version) for version, case in one.cases(path)] == [
        "own/passes[2026-07]",
        "own/again[2026-07]",
        "own/passes[2026-10]",
        "own/again[2026-10]",
    ]


def test_a_write_budget_that_is_none_is_told_on_any_target(tmp_path: Path) -> None:
    """Also where nothing is written that would count."""
    with pytest.raises(UsageError, match='"5" is no write budget'):
        harness(tmp_path, write_budget="5")


def test_the_newest_stable_version_is_asked_for_by_default(tmp_path: Path) -> None:
    """And the mock's seed is always the same, for it begins empty."""
    one = harness(tmp_path)
    assert conclusion.headline(one) == "conformance: target mock, API 2026-10, seed mock"


def test_a_target_that_lives_on_gets_a_new_seed_in_each_run(tmp_path: Path) -> None:
    """It may hold what an earlier run made; a seed that is given counts."""
    seeds = {harness(tmp_path, target="https://shop.example").seed for _ in range(3)}
    assert len(seeds) == 3
    assert harness(tmp_path, target="https://shop.example", seed="mine").seed == "mine"


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ({"target": "mok"}, UsageError),
        ({"versions": "2026-11"}, UnknownVersionError),
        ({"versions": ","}, UnknownVersionError),
    ],
)
def test_a_wrong_option_is_told_before_anything_begins(
    options: dict[str, str], kind: type[UsageError], tmp_path: Path
) -> None:
    """No mock is started for it."""
    with pytest.raises(kind):
        harness(tmp_path, **options)


def test_a_passed_verdict_travels_without_its_exchanges(tmp_path: Path) -> None:
    """They would fill the memory, and nobody looks at them."""
    one = harness(tmp_path)
    keep(one, Status.PASSED, Status.NOT_APPLICABLE)
    assert [(item.status, item.reason) for item in one.verdicts] == [
        (Status.PASSED, ""),
        (Status.NOT_APPLICABLE, ""),
    ]


def test_a_crash_beside_passed_scenarios_is_not_conformant(tmp_path: Path) -> None:
    """A fixture of the user's that breaks takes a scenario's verdict away: exit code 3, not 0."""
    two_scenarios_and_a_conftest(
        tmp_path,
        "import pytest\n\n\n"
        "@pytest.fixture(autouse=True)\n"
        "def broken(request):\n"
        "    if 'again' in request.node.name:\n"
        "        raise ValueError('mine')\n",
    )
    done = run("conformance", "run", "own.yaml", folder=tmp_path)
    assert "1 passed, 1 error" in done.stdout
    assert done.returncode == 3


@pytest.mark.parametrize("words", [(), ("-n", "1")])
def test_an_error_within_pytest_is_not_conformant(words: tuple[str, ...], tmp_path: Path) -> None:
    """Whatever passed before it broke off: exit code 3, and no verdict that says otherwise."""
    two_scenarios_and_a_conftest(
        tmp_path, "def pytest_runtest_logfinish(nodeid):\n    assert 'again' in nodeid, 'theirs'\n"
    )
    done = run("conformance", "run", "own.yaml", "--report-dir=out", *words, folder=tmp_path)
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert "INTERNALERROR" in done.stdout
    assert done.returncode == 3
    assert "Conformant" not in done.stdout
    assert "The run broke off in pytest or one of its plugins" in done.stdout
    assert report["interrupted"] is True


ENDS = (
    "import pytest\n\n\n"
    "def pytest_runtest_logreport(report):\n"
    "    if report.when == 'teardown':\n"
    "        pytest.exit('enough', returncode={})\n"
)


@pytest.mark.parametrize(
    ("words", "hook"),
    [
        ((), ENDS.format(0)),
        ((), ENDS.format(7)),
        (("-n", "1"), ENDS.format(0)),
        ((), "def pytest_runtest_teardown(item):\n    item.session.shouldfail = 'enough'\n"),
    ],
)
def test_a_run_that_something_ends_early_is_not_conformant(
    words: tuple[str, ...], hook: str, tmp_path: Path
) -> None:
    """A plugin that ends the run, with whatever code, leaves scenarios without a verdict."""
    two_scenarios_and_a_conftest(tmp_path, hook)
    done = run("conformance", "run", "own.yaml", *words, folder=tmp_path)
    assert "\n1 scenario was not played.\n" in done.stdout
    assert "Conformant" not in done.stdout
    assert done.returncode == 3


@pytest.mark.parametrize(
    ("hook", "said"),
    [
        (ENDS.format(0), "No verdict: the run was interrupted after 1 case (2026-10, mock)."),
        ("def pytest_pyfunc_call():\n    return True\n", "No verdict: no scenario was played."),
    ],
)
def test_pytest_does_not_end_well_if_a_scenario_was_not_played(hook: str, said: str, tmp_path: Path) -> None:
    """Whatever pytest itself made of it: exit code 3."""
    two_scenarios_and_a_conftest(tmp_path, hook)
    done = run_pytest("own.yaml", folder=tmp_path)
    assert said in done.stdout.splitlines()
    assert done.returncode == 3


def test_without_pytests_terminal_there_is_a_report_and_an_exit_code(tmp_path: Path) -> None:
    """What is printed is not what counts."""
    two_scenarios_and_a_conftest(tmp_path, ENDS.format(0))
    done = run_pytest("own.yaml", "--report-dir=out", "-p", "no:terminal", folder=tmp_path)
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert (done.returncode, report["outcome"]) == (3, "no verdict")


def test_a_test_of_another_kind_that_fails_is_no_success(tmp_path: Path) -> None:
    """A folder of scenarios may hold tests in Python, which pytest runs with them."""
    write_scenarios(tmp_path, PASSES)
    (tmp_path / "test_other.py").write_text("def test_other():\n    raise ValueError\n")
    done = run("conformance", "run", ".", folder=tmp_path)
    assert "1 failed, 1 passed" in done.stdout
    assert "\nConformant: " in done.stdout
    assert done.returncode == 1


def test_a_case_that_is_told_of_twice_does_not_stand_in_for_another(tmp_path: Path) -> None:
    """As by a plugin that runs failures again."""
    two_scenarios_and_a_conftest(
        tmp_path,
        "from _pytest.runner import runtestprotocol\n\n\n"
        "def pytest_runtest_protocol(item, nextitem):\n"
        "    if 'again' not in item.name:\n"
        "        for report in runtestprotocol(item, log=False, nextitem=nextitem) * 2:\n"
        "            item.ihook.pytest_runtest_logreport(report=report)\n"
        "    return True\n",
    )
    done = run("conformance", "run", "own.yaml", folder=tmp_path)
    assert "2 passed" in done.stdout
    assert done.returncode == 3


def test_a_run_that_stops_at_a_broken_should_calls_nobody_conformant(tmp_path: Path) -> None:
    """With -x, every MUST that comes after it was not played: its report opens no gate that asks for less."""
    broken = FAILS.replace("create.without-identifier", "tags.sorted")
    write_scenarios(tmp_path, broken, PASSES)
    done = run("conformance", "run", "own.yaml", "-x", folder=tmp_path)
    gate = run("conformance", "gate", "reports/report.json", "--profile=core", folder=tmp_path)
    assert "\nNo verdict: the run was interrupted after 1 case" in done.stdout
    assert (done.returncode, gate.returncode) == (1, 3)


@pytest.mark.parametrize("words", [(), ("-n", "1")])
def test_what_fails_once_a_scenario_passed_is_not_conformant(words: tuple[str, ...], tmp_path: Path) -> None:
    """A hook that raises while the item still runs: pytest calls it failed, and so do we."""
    write_scenarios(tmp_path, PASSES)
    (tmp_path / "conftest.py").write_text(
        "def pytest_conformance_verdict():\n    raise RuntimeError('theirs')\n"
    )
    done = run("conformance", "run", "own.yaml", *words, folder=tmp_path)
    assert "1 scenario ended in a crash, without a verdict." in done.stdout
    assert "Conformant" not in done.stdout
    assert done.returncode == 3


def test_a_scenario_that_the_user_skips_is_not_missed(tmp_path: Path) -> None:
    """A mark of their own is as good as not to choose it."""
    two_scenarios_and_a_conftest(
        tmp_path,
        "import pytest\n\n\n"
        "def pytest_collection_modifyitems(items):\n"
        "    items[-1].add_marker(pytest.mark.skip(reason='theirs'))\n",
    )
    done = run("conformance", "run", "own.yaml", folder=tmp_path)
    assert "1 passed, 1 skipped" in done.stdout
    assert "\nConformant: " in done.stdout
    assert done.returncode == 0
