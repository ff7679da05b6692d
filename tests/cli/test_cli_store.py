"""A run on a store: what it proves first, what it plans, and what it leaves."""

from __future__ import annotations

import errno
import os
import re
import time
from typing import TYPE_CHECKING, Any

import pytest
from command import mock, run, write_scenarios
from command_line import Told
from store import DOMAIN, TABLE, Shop, configure

from conformance import conclusion
from conformance.errors import BudgetError, RefusedError, UnsafeError
from conformance.harness import Harness
from conformance.options import Options
from conformance.rehearsal import Pace, bound, forecast, measure, rehearse
from conformance.verdict import Status

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conformance.verdict import Verdict

STORY = """\
  - id: own/{name}
    title: An update stores the note
    proves: [update.value-passed]
    evidence: documented
    given: {{customer: {{email: "${{unique.email}}"}}}}
    when: {{identifier: {{id: "${{customer.id}}"}}, input: {{note: hello}}}}
    then: {{customer: {{note: hello}}}}
"""


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """The URL of a mock in the store's place."""
    with mock("--bucket", "999999999/999999999") as url:
        yield url


@pytest.fixture
def shop(base: str, tmp_path: Path) -> Iterator[Shop]:
    """A store, which is the target `shop` of a folder."""
    configure(tmp_path, base)
    found = Shop(base)
    found.meta("reset", "POST")
    found.meta("mishaps", "DELETE")
    found.meta("config", "PUT", {})
    yield found
    found.close()


def stories(folder: Path, *names: str) -> Path:
    """Write scenarios of these names."""
    return write_scenarios(folder, *(STORY.format(name=name) for name in names))


class Run:
    """A run in this process."""

    def __init__(self, folder: Path, *names: str, **options: object) -> None:
        usual: dict[str, Any] = {"target": "shop", "versions": "", "seed": "", "folder": folder}
        self.harness = Harness(Options(**usual | options))
        self.cases = [(case, version) for version, case in self.harness.cases(stories(folder, *names))]

    def play(self) -> list[Verdict]:
        """Play everything as pytest's shell does."""
        try:
            self.harness.make_sure()
            verdicts = [self.harness.play(case, version, "own.yaml") for case, version in self.cases]
            for verdict in verdicts:
                self.harness.keep(self.harness.portable(verdict))
            self.harness.visit.check_leaks(self.harness.versions[0])
        finally:
            self.harness.close()
        return verdicts


def test_a_store_that_proves_itself_is_written_to_and_left_as_it_was(shop: Shop, tmp_path: Path) -> None:
    """Code 0, nobody left, no journal left."""
    one = Run(tmp_path, "one")
    [verdict] = one.play()
    assert (verdict.status, conclusion.exit_code(one.harness), one.harness.left_behind) == (
        Status.PASSED,
        0,
        [],
    )
    assert shop.written() == ["mutation CustomerSet"] * 3 + ["mutation CustomerDelete"]
    assert shop.state() == {"customers": [], "definitions": []}
    assert not (tmp_path / ".conformance").exists()


def test_a_run_that_is_stopped_before_its_first_verdict_says_who_stayed(shop: Shop, tmp_path: Path) -> None:
    """There is no summary, but somebody was made, and could not be deleted again."""
    stories(tmp_path, "one")
    (tmp_path / "conftest.py").write_text(
        "import conformance.runner.play as play\n"
        "def stopped(_stage):\n    raise KeyboardInterrupt\n"
        "play.clean_up = stopped\n"
    )
    done = run("pytest", "-q", "own.yaml", "--target=shop", folder=tmp_path)
    [left] = shop.state()["customers"]
    assert f"Left behind on the target: {left['id']}." in done.stdout, done.stdout
    assert "conformance sweep --target=shop" in done.stdout


@pytest.mark.parametrize("crew", [(), ("-n", "2")])
def test_two_targets_in_one_run_have_a_journal_each(
    crew: tuple[str, ...], shop: Shop, tmp_path: Path
) -> None:
    """Also if both are the same store, asked for by two names; nobody is left, no journal either."""
    table = '[tool.conformance.targets.again]\nkind = "store"\nwrites = true\nurl = "{base}"\n'
    configure(tmp_path, shop.base, table=TABLE + table)
    stories(tmp_path, "one", "two")
    words = ("conformance", "run", "own.yaml", "--target=shop", "--target=again", *crew)
    done = run(*words, folder=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "4 passed" in done.stdout
    assert shop.state()["customers"] == []
    assert not (tmp_path / ".conformance").exists()


@pytest.mark.parametrize(
    ("change", "config", "said"),
    [
        ((DOMAIN, "another.myshopify.com"), {}, "not on the list of stores"),
        (("writes = true\n", ""), {}, "Nobody has allowed to write"),
        (("", ""), {"is_development": False}, "It says that it is no development store"),
        (("", ""), {"scopes": []}, "does not let this token at customers"),
    ],
)
def test_a_store_that_lacks_one_proof_is_sent_no_write(
    change: tuple[str, str], config: dict[str, object], said: str, shop: Shop, tmp_path: Path
) -> None:
    """Each of them is needed, and the run does not begin."""
    configure(tmp_path, shop.base, table=TABLE.replace(*change))
    shop.meta("config", "POST", {"default": config})
    with pytest.raises(RefusedError, match=said):
        Run(tmp_path, "one").play()
    assert shop.written() == []


def test_an_unsafe_store_is_code_3(shop: Shop, tmp_path: Path) -> None:
    """With every objection, and no traceback."""
    configure(tmp_path, shop.base, table=TABLE.replace("writes = true\n", ""))
    stories(tmp_path, "one")
    done = run("conformance", "run", "own.yaml", "--target=shop", folder=tmp_path)
    assert done.returncode == 3, done.stdout
    assert "Nothing is written to shop:\n- Nobody has allowed to write" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert shop.written() == []


def test_who_is_to_list_a_store_reads_its_domain_whole(shop: Shop, tmp_path: Path) -> None:
    """What is written down hides a store's domain; the refusal must not, for its reader has to type it."""
    configure(tmp_path, shop.base, table=TABLE.replace(DOMAIN, "another.myshopify.com"))
    stories(tmp_path, "one")
    done = run("conformance", "run", "own.yaml", "--target=shop", folder=tmp_path)
    assert done.returncode == 3, done.stdout
    assert f'add stores = ["{DOMAIN}"] to [tool.conformance] in pyproject.toml' in done.stdout


def test_no_process_writes_without_proof_of_its_own(shop: Shop, tmp_path: Path) -> None:
    """A worker that nobody made sure of, and that is handed a case all the same, asks first."""
    shop.meta("config", "POST", {"default": {"is_development": False}})
    one = Run(tmp_path, "one")
    [(case, version)] = one.cases
    verdict = one.harness.play(case, version, "own.yaml")
    one.harness.close()
    assert verdict.status is Status.ERRORED
    assert "It says that it is no development store" in verdict.reason
    assert shop.written() == []
    with pytest.raises(UnsafeError):
        Run(tmp_path, "one").play()


def test_a_gateway_needs_no_opt_in(shop: Shop, tmp_path: Path) -> None:
    """A URL of one's own works as ever, and is cleaned up after all the same."""
    one = Run(tmp_path, "one", target=shop.base)
    [verdict] = one.play()
    assert (verdict.status, conclusion.exit_code(one.harness)) == (Status.PASSED, 0)
    assert shop.state()["customers"] == []


def test_a_gateway_before_a_shop_that_sells_is_refused(shop: Shop, tmp_path: Path) -> None:
    """It said so itself."""
    shop.meta("config", "POST", {"default": {"is_development": False}})
    with pytest.raises(UnsafeError, match="a shop answers there which is no development store"):
        Run(tmp_path, "one", target=shop.base).play()
    assert shop.written() == []


@pytest.mark.parametrize("shell", [("conformance", "run"), ("pytest",)])
def test_what_can_t_be_deleted_is_code_5_until_a_sweep(
    shell: tuple[str, ...],
    shop: Shop,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The last look finds it, the report names it, and the journal keeps it."""
    shop.meta("mishaps", "POST", ["http-503@customerDelete"])
    stories(tmp_path, "one")
    done = run(*shell, "own.yaml", "--target=shop", folder=tmp_path)
    [customer] = shop.state()["customers"]
    assert done.returncode == 5, done.stdout
    assert "1 passed" in done.stdout
    assert f"Left behind on the target: {customer['id']}" in done.stdout
    shop.meta("mishaps", "DELETE")
    monkeypatch.chdir(tmp_path)
    swept = Told(capsys, "sweep", "--target=shop", "--delete")
    assert (swept.code, swept.lines[-1]) == (0, "Deleted 1 of 1.")
    assert shop.state()["customers"] == []
    assert not (tmp_path / ".conformance").exists()


def test_the_last_look_finds_what_no_scenario_knows_of(shop: Shop, tmp_path: Path) -> None:
    """Somebody was made behind an answer that was lost, and even the look-up failed."""
    one = Run(tmp_path, "one")
    one.harness.make_sure()
    shop.meta("mishaps", "POST", ["lost@customerSet#1", "reset@customerByIdentifier"])
    [(case, version)] = one.cases
    verdict = one.harness.play(case, version, "own.yaml")
    one.harness.keep(one.harness.portable(verdict))
    shop.meta("mishaps", "DELETE")
    assert (verdict.status, one.harness.left_behind) == (Status.ERRORED, [])
    one.harness.visit.check_leaks(version)
    [customer] = shop.state()["customers"]
    assert one.harness.left_behind == [customer["id"]]
    one.harness.close()


def test_a_last_look_that_fails_is_not_green(shop: Shop, tmp_path: Path) -> None:
    """Nobody knows then whether something is left."""
    one = Run(tmp_path, "one")
    one.harness.make_sure()
    shop.meta("mishaps", "POST", ["http-503@customerDelete"])
    [(case, version)] = one.cases
    one.harness.keep(one.harness.portable(one.harness.play(case, version, "own.yaml")))
    shop.meta("mishaps", "POST", ["reset"])
    one.harness.visit.check_leaks(version)
    assert conclusion.exit_code(one.harness) == 3
    assert "Whether anything was left behind could not be checked" in " ".join(
        conclusion.run(one.harness).notes
    )
    one.harness.close()


def test_a_spent_budget_ends_the_run(shop: Shop, tmp_path: Path) -> None:
    """No verdict, code 3, and what was made before is deleted."""
    one = Run(tmp_path, "one", "two", write_budget="1/100")
    verdicts = one.play()
    assert [verdict.status for verdict in verdicts] == [Status.PASSED, Status.ERRORED]
    assert "budget of 1 writes that may create a customer" in verdicts[1].reason
    assert one.harness.given_up.startswith("The run has spent its budget of 1 writes")
    assert conclusion.exit_code(one.harness) == BudgetError.exit_code == 3
    assert shop.state()["customers"] == []


def test_workers_share_budget_and_last_look(shop: Shop, tmp_path: Path) -> None:
    """Two workers may make two customers together; none is left, and no journal of either."""
    stories(tmp_path, *"abcdef")
    words = ("own.yaml", "--target=shop", "-n", "2", "--write-budget=2/100")
    done = run("conformance", "run", *words, folder=tmp_path)
    assert done.returncode == 3, done.stdout
    # One has spent it while the other may still be on its way to tell that it passed.
    assert re.search(r"\b[12] passed", done.stdout)
    assert "The run has spent its budget of 2 writes" in " ".join(done.stdout.split())
    assert shop.state()["customers"] == []
    assert not (tmp_path / ".conformance").exists()


def test_a_plan_writes_nothing_and_lists_what_a_run_writes(shop: Shop, tmp_path: Path) -> None:
    """Then the run writes just that."""
    stories(tmp_path, "one", "two")
    done = run("conformance", "run", "own.yaml", "--target=shop", "--plan-only", "-n", "2", folder=tmp_path)
    assert done.returncode == 0, done.stdout
    assert shop.written() == []
    row = re.search(r"all areas +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+)", done.stdout)
    assert row
    cases, customers, definitions, mutations, reads, points = map(int, row.groups())
    assert (cases, customers, definitions, mutations) == (2, 2, 0, 8)
    assert "It spends" not in done.stdout
    assert "2 of 2500 writes that may create a customer, and 8 of 10000 mutations" in done.stdout
    one = Run(tmp_path, "one", "two")
    one.play()
    assert len(shop.written()) == mutations
    log = shop.meta("log")[DOMAIN]
    sent = [entry for entry in log if not entry["operation"].startswith("query Conformance")]
    assert (len(sent) - mutations, sum(entry["cost"] for entry in sent)) == (reads, points)


def test_a_plan_says_what_stands_in_the_way(shop: Shop, tmp_path: Path) -> None:
    """And that the budget is too small, with one that is not."""
    configure(tmp_path, shop.base, table=TABLE.replace("writes = true\n", ""))
    one = Run(tmp_path, "one", write_budget="0/1")
    lines = one.harness.plan(one.cases, workers=1)
    one.harness.close()
    assert "That is more than it may: --write-budget=1/4 would be enough." in lines
    assert "As it stands, nothing would be written:" in lines
    assert lines[-1].startswith("- Nobody has allowed to write")
    assert shop.written() == []


def test_a_plan_is_right_about_the_time_within_a_fifth(shop: Shop, tmp_path: Path) -> None:
    """With a slow target, and a bucket that runs dry on the way."""
    shop.meta("config", "POST", {"default": {"bucket": "150/100"}})
    shop.meta("mishaps", "POST", ["latency:60"])
    one = Run(tmp_path, *"abcdef")
    scripts, own = rehearse(one.cases, {}, "seed")
    one.harness.make_sure()
    time.sleep(1)
    pace, _ = measure(one.harness.visit.connection, one.harness.versions[0])
    planned = forecast(scripts, pace, own=own)
    began = time.perf_counter()
    one.play()
    taken = time.perf_counter() - began
    points = sum(sent.actual for script in scripts for sent in script.sent)
    assert bound(points, pace) > 0.5
    assert abs(planned - taken) <= 0.2 * taken, (planned, taken)


def test_workers_share_the_bucket_in_a_forecast(tmp_path: Path) -> None:
    """More of them hide the latency, and none of them can go below the bucket's bound."""
    one = Run(tmp_path, *"abcdef", target="mock", dry=True)
    scripts, _ = rehearse(one.cases, {}, "seed")
    points = sum(sent.actual for script in scripts for sent in script.sent)
    free, tight = Pace(0.1), Pace(0.1, size=100, left=100, rate=20)
    requests = sum(len(script.sent) for script in scripts)
    assert forecast(scripts, free) == pytest.approx(requests * 0.1)
    assert forecast(scripts, free, workers=6) == pytest.approx(requests * 0.1 / 6)
    assert forecast(scripts, tight, workers=6) >= bound(points, tight) == (points - 100) / 20


def test_a_run_that_can_keep_no_journal_writes_nothing(shop: Shop, tmp_path: Path) -> None:
    """A file is where the folder is to be: no verdict, and no crash."""
    (tmp_path / ".conformance").write_text("in the way")
    one = Run(tmp_path, "one")
    [verdict] = one.play()
    assert verdict.status is Status.ERRORED
    assert ".conformance: File exists." in verdict.reason
    assert conclusion.exit_code(one.harness) == 3
    assert shop.written() == []


def test_a_disk_that_is_full_after_a_write_leaves_nobody(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer to the creation can't be noted: whom it made is looked up and deleted, and there is no verdict."""
    write = os.write

    def full(descriptor: int, data: bytes) -> int:
        if b'"made"' in data:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, data)

    monkeypatch.setattr("os.write", full)
    one = Run(tmp_path, "one")
    [verdict] = one.play()
    assert verdict.status is Status.ERRORED
    assert "No space left on device" in verdict.reason
    assert shop.state()["customers"] == []
