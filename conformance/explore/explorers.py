"""What is tried: each explorer works with a number that decides what it draws, and raises the first new deviation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from conformance.explore import fuzz
from conformance.explore.desk import SpentError
from conformance.explore.laws import LAWS, law_script
from conformance.explore.machine import machine_for
from conformance.explore.player import DeviationError, PointlessError, play
from conformance.explore.races import races
from conformance.explore.races import run as run_race
from conformance.explore.shrink import shrunk, smaller_data
from conformance.explore.tour import tour

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.explore.engine import Exploration
    from conformance.explore.laws import Law
    from conformance.explore.player import Deviation, Table

SEQUENCES: Final = 12
"""Sequences of a round of the state machine."""
STEPS: Final = 10
"""Steps of a sequence."""
INSTANCES: Final = 5
"""Instances of each law, and races, in a round."""
DOCUMENTS: Final = 30
"""Documents in a round of fuzzing."""

Explorer = tuple[str, "Callable[[int], None]"]


def sequences(run: Exploration) -> list[Explorer]:
    """Return the explorers that send sequences: the state machine, the laws, the races."""
    table = run.table
    if run.compares:
        return [("machine", _machine(run))]
    laws = [(law.id, law_explorer(run, law)) for law in LAWS]
    return [
        ("machine", _machine(run)),
        ("tour", tour(table)),
        *laws,
        ("races", _generating(table, races(table.version), run_race)),
    ]


def documents(run: Exploration) -> list[Explorer]:
    """Return the explorer that sends documents made from the schema."""
    table = run.table
    drawn = fuzz.documents(table.version)
    return [("fuzz", _generating(table, drawn, fuzz.run, DOCUMENTS))]


def _settings(examples: int) -> Any:
    return settings(
        max_examples=examples,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def _machine(run: Exploration) -> Callable[[int], None]:
    def explore(number: int) -> None:
        machine = seed(number)(machine_for(run.table))
        run_state_machine_as_test(machine, settings=_settings(SEQUENCES))

    return explore


def law_explorer(run: Exploration, law: Law) -> Callable[[int], None]:
    """Return an explorer of one law, which makes its data smaller before it tells what it found."""
    table = run.table

    def broken(data: Any) -> Deviation | None:
        try:
            return play(table, law_script(law, data), None)
        except PointlessError:
            return None

    def explore(number: int) -> None:
        generate(law.data(table.version), held, number, INSTANCES)

    def held(data: Any) -> None:
        deviation = broken(data)
        if deviation is None:
            table.wasted = 0
        elif deviation.signature in table.known or run.first:
            table.report(deviation)
        else:
            _report_smaller(table, data, broken, deviation)

    return explore


def _report_smaller(
    table: Table, data: Any, broken: Callable[[Any], Deviation | None], deviation: Deviation
) -> None:
    calls = table.desk.calls
    best = deviation

    def fails(smaller: Any) -> bool:
        nonlocal best
        try:
            again = broken(smaller)
        except SpentError:
            return False
        if again is None or again.signature != deviation.signature:
            return False
        best = again
        return True

    shrunk(data, smaller_data, fails)
    raise DeviationError(replace(best, calls=calls))


def _generating(
    table: Table, strategy: Any, judge: Callable[[Table, Any], Deviation | None], examples: int = INSTANCES
) -> Callable[[int], None]:
    def explore(number: int) -> None:
        generate(strategy, judged, number, examples)

    def judged(value: Any) -> None:
        deviation = judge(table, value)
        if deviation is not None:
            table.report(deviation)

    return explore


def generate(strategy: Any, function: Callable[[Any], None], number: int, examples: int) -> None:
    """Let hypothesis draw values and give each to a function; the number decides which."""

    def drawn(value: Any) -> None:
        function(value)

    drawing: Any = given(strategy)
    test: Any = _settings(examples)(drawing(drawn))
    numbered: Any = seed(number)
    numbered(test)()
