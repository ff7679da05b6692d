"""docs/devstore.md: its tables name what there is, and its session can be had again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from command import CHECKOUT, SCENARIOS, mock, run
from command_line import Told
from store import DOMAIN, Shop

from conformance.target import address, permission, settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = (CHECKOUT / "docs" / "devstore.md").read_text("utf-8")


def column(name: str) -> list[str]:
    """Return the words in the first column of a table."""
    table = PAGE.split(f"<!-- table: {name} -->\n", 1)[1].split("\n\n", 1)[0]
    return re.findall(r"^\| `([^`]+)`", table, re.MULTILINE)


def session(name: str) -> list[tuple[str, list[str]]]:
    """Return the commands of a session, each with what it printed."""
    block = PAGE.split(f"<!-- session: {name} -->\n```console\n", 1)[1].split("```", 1)[0]
    parts = re.split(r"^\$ (.*)\n", block, flags=re.MULTILINE)[1:]
    return [(command, output.splitlines()) for command, output in zip(parts[::2], parts[1::2], strict=True)]


def masked(text: str) -> str:
    """Return a line without what differs from run to run: marks, ids, seeds, times and points left."""
    text = re.sub(r"conformance\+[0-9a-f]{16}-", "conformance+MARK-", text)
    text = re.sub(r"seed [0-9a-f]{8}", "seed SEED", text)
    text = re.sub(r"Customer/\d+", "Customer/ID", text)
    text = re.sub(r"\d+ (of 2000 )?points left", "POINTS left", text)
    return re.sub(r"[\d.]+ (ms|s)\b", r"TIME \1", text)


def unnumbered(text: str) -> str:
    """Return a line without figures, and without the spaces that they line up with."""
    return " ".join(re.sub(r"[\d.]+", "N", masked(text)).split())


def test_the_variables_are_those_that_are_read() -> None:
    """Each by its name."""
    assert column("variables") == [
        address.STORE_VARIABLE,
        address.TOKEN_VARIABLE,
        settings.CLIENT_ID_VARIABLE,
        settings.CLIENT_SECRET_VARIABLE,
        permission.STORES_VARIABLE,
        permission.WRITES_VARIABLE,
    ]


def test_the_keys_of_a_target_are_all_there() -> None:
    """None more, none less."""
    assert sorted(column("keys")) == sorted(settings._KEYS)


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """The URL of the mock in the store's place."""
    with mock() as url:
        yield url


@pytest.fixture
def shop(base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """The session's store, in the session's folder; it is on the list."""
    table = PAGE.split("`shop` is the mock, as a store:\n\n```toml\n", 1)[1].split("```", 1)[0]
    text = table.replace("http://127.0.0.1:8000", base)
    (tmp_path / "pyproject.toml").write_text(f'[tool.conformance]\nstores = ["{DOMAIN}"]\n\n{text}')
    (tmp_path / "scenarios").symlink_to(SCENARIOS)
    monkeypatch.chdir(tmp_path)
    found = Shop(base)
    found.meta("reset", "POST")
    yield found
    found.close()


def test_the_doctor_says_what_the_page_shows(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before the store is put on the list."""
    text = (tmp_path / "pyproject.toml").read_text()
    (tmp_path / "pyproject.toml").write_text(re.sub(r"stores = .*", "stores = []", text))
    [(command, output)] = session("doctor")
    told = Told(capsys, *command.split()[1:])
    assert [masked(line) for line in told.lines] == [masked(line) for line in output]
    assert told.code == 3
    assert shop.written() == []


def test_plan_and_run_say_what_the_page_shows(shop: Shop, tmp_path: Path) -> None:
    """The plan, and of the run the lines that are shown; figures apart, which grow with the scenarios."""
    [(command, output)] = session("plan")
    done = run(*command.split(), folder=tmp_path)
    assert done.returncode == 0
    assert set(map(unnumbered, output)) <= set(map(unnumbered, done.stdout.splitlines()))
    assert shop.written() == []
    [(command, output)] = session("run")
    done = run(*command.split(), folder=tmp_path)
    assert done.returncode == 0
    assert set(map(unnumbered, output)) <= set(map(unnumbered, done.stdout.splitlines()))
    assert shop.state()["customers"] == []


def test_the_sweep_says_what_the_page_shows(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """After a run of one scenario that could not delete its customer."""
    shop.meta("mishaps", "POST", ["http-503@customerDelete"])
    words = ("scenarios/create", "-k", "starts-without-a-note", "--target=shop", "--allow-writes")
    done = run("pytest", *words, folder=tmp_path)
    shop.meta("mishaps", "DELETE")
    assert done.returncode == 5, done.stdout
    for command, output in session("sweep"):
        told = Told(capsys, *command.split()[1:])
        assert [masked(line) for line in told.lines] == [masked(line) for line in output]
    assert shop.state()["customers"] == []
