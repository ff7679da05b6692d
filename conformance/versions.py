"""API versions: their order, which ones are bundled, and which one is asked for by default."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import total_ordering
from typing import Final

from conformance.errors import UnknownVersionError, did_you_mean

_STABLE = re.compile(r"(\d{4})-(01|04|07|10)\Z")
_UNSTABLE_ORDER: Final = (9999, 12)


@total_ordering
@dataclass(frozen=True, slots=True)
class ApiVersion:
    """A version handle of the Admin API, such as `2026-10` or `unstable`, ordered by age.

    `unstable` is newer than every dated version.
    """

    handle: str

    def __post_init__(self) -> None:
        if self.handle != "unstable" and not _STABLE.match(self.handle):
            raise UnknownVersionError(
                f'"{self.handle}" is not an API version.',
                hint="Versions look like 2026-10 (months 01, 04, 07, 10), or are called unstable.",
            )

    @property
    def order(self) -> tuple[int, int]:
        """Year and month, to sort by."""
        if self.handle == "unstable":
            return _UNSTABLE_ORDER
        year, month = self.handle.split("-")
        return int(year), int(month)

    @property
    def is_stable(self) -> bool:
        """Whether the version is dated, so that its schema does not change any more."""
        return self.handle != "unstable"

    def __lt__(self, other: ApiVersion) -> bool:
        return self.order < other.order

    def __str__(self) -> str:
        return self.handle


BUNDLED: Final = tuple(
    ApiVersion(handle) for handle in ("2025-10", "2026-01", "2026-04", "2026-07", "2026-10", "unstable")
)
"""Every version with a bundled schema slice, oldest first."""

NEWEST_STABLE: Final = max(version for version in BUNDLED if version.is_stable)
"""The version that is asked for unless the user says otherwise."""


def bundled(handle: str) -> ApiVersion:
    """Return the bundled version called `handle`.

    Raises:
        UnknownVersionError: no schema slice is bundled for it; the message names those that are.
    """
    for version in BUNDLED:
        if version.handle == handle:
            return version
    known = [version.handle for version in BUNDLED]
    raise UnknownVersionError(
        f'No schema is bundled for API version "{handle}".{did_you_mean(handle, known)}',
        hint=f"Bundled: {', '.join(known)}.",
    )


def select(text: str) -> tuple[ApiVersion, ...]:
    """Return the versions that an option such as `2026-10`, `2026-07,2026-10` or `all` names, oldest first.

    Raises:
        UnknownVersionError: one of them is not bundled, or none is named.
    """
    if text.strip() == "all":
        return BUNDLED
    names = [part.strip() for part in text.split(",") if part.strip()]
    return tuple(sorted({bundled(name) for name in names or [text]}))
