"""The time, as every server over HTTP tells it: by it, cleaning up tells our customers from others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conformance.wire import Response


def dated(response: Response, now: datetime | None = None) -> Response:
    """Return a response with a Date header; without a time, that of the computer's clock."""
    date = format_datetime(now or datetime.now(UTC), usegmt=True)
    return replace(response, headers={**response.headers, "date": date})
