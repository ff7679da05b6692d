"""How old a customer is, so that nobody is deleted who was there before the run.

The target's own times are compared, for its clock is not ours, and a replay shows times of long ago.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final

from conformance.target.marks import is_marked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance.wire import Response

OLDEST: Final = timedelta(days=1)
"""No run makes a customer this old; what is younger may be in a time zone that is not told."""

_TOLERANCE: Final = timedelta(seconds=5)
"""Times are told in whole seconds, and by more than one machine."""


def is_made_within(
    spent: timedelta, customer: Mapping[str, Any], response: Response, *, is_read: bool
) -> bool | None:
    """Return whether a customer was made in the time that a scenario has taken so far; None if that does not show.

    Somebody whom a wrong server answers with must not be older than the scenario. Whoever is read by the id and bears a
    mark is ours even where the target's times are not to be trusted to the second, but for those of another day.

    Args:
        spent: how long the scenario has taken.
        customer: as the target shows one; only what is selected can show a mark.
        response: what showed the customer.
        is_read: whether it was read by its id; the answer to a write may show what was sent beside anybody's id.
    """
    how_old = age(customer, response)
    if how_old is None:
        return None
    is_marked_there = is_read and is_marked(customer)
    if not is_marked_there and _date(response) is None:
        return None  # somebody who was never changed since would always be new
    most, least = (OLDEST, -OLDEST) if is_marked_there else (spent + _TOLERANCE, -_TOLERANCE)
    return True if least < how_old < most else None


def age(customer: Mapping[str, Any], response: Response) -> timedelta | None:
    """Return how old a customer was when a response showed it, or None if the response does not tell.

    Its time is that of the response's Date header, or else of the customer's last change.
    """
    made = moment(customer.get("createdAt"))
    now = _date(response) or moment(customer.get("updatedAt"))
    return now - made if now and made else None


def moment(text: Any) -> datetime | None:
    """Return the time that a field such as createdAt tells, or None if it tells none."""
    try:
        found = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _date(response: Response) -> datetime | None:
    try:
        found = parsedate_to_datetime(response.headers.get("date", ""))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
