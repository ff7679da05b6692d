"""Tables of scenarios as values: rows, columns over enums, and the combinations that make a case."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a scenario's table: its label and its values by column."""

    label: str
    bindings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EnumColumn:
    """A column of a table that holds every value of an enum of the version's schema."""

    column: str
    enum: str


class Combine(StrEnum):
    """Which cases several columns, or several rows, make."""

    FULL = "full"
    """Every value of each column with every value of all others."""
    PAIRWISE = "pairwise"
    """Few cases in which every two values of different columns still meet."""
    TWO = "two"
    """Every two rows, as `a` and `b`."""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns whose values are combined.

    Attributes:
        columns: by name, the values as rows of that one column, or the enum that gives them.
        combine: which combinations make a case.
        left_out: labels that make none.
    """

    columns: Mapping[str, tuple[Row, ...] | EnumColumn]
    combine: Combine = Combine.FULL
    left_out: frozenset[str] = frozenset()

    def rows(self, enum_values: Callable[[str], tuple[str, ...]]) -> tuple[Row, ...]:
        """Return the combinations, each a row with every column; labels are joined with commas."""
        columns = [
            tuple(Row(value, {name: value}) for value in enum_values(values.enum))
            if isinstance(values, EnumColumn)
            else values
            for name, values in self.columns.items()
        ]
        rows = (
            Row(
                ",".join(row.label for row in chosen),
                {name: value for row in chosen for name, value in row.bindings.items()},
            )
            for chosen in (_pairwise(columns) if self.combine is Combine.PAIRWISE else product(*columns))
        )
        return tuple(row for row in rows if row.label not in self.left_out)


def _pairwise(columns: list[tuple[Row, ...]]) -> Iterable[Sequence[Row]]:
    from allpairspy import AllPairs  # noqa: PLC0415 - for few tables

    chosen: Iterable[Sequence[Row]] = AllPairs(columns)
    return chosen
