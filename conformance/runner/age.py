"""How old a customer is, so that nobody is deleted who was there before the run.

The target's own times are compared, for its clock is not ours, and a replay shows times of long ago.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance.wire import Response

OLDEST: Final = timedelta(days=1)
"""No run makes a customer this old; what is younger may be in a time zone that is not told."""


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
