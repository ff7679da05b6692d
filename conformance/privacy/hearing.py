"""What was said in the latest case, and what of it must be kept out of any text about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.verdict import Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.privacy.redaction import Redactor
    from conformance.verdict import Verdict
    from conformance.wire import Exchange


class Hearing:
    """Keeps what was sent and answered in the latest case.

    Args:
        secrets: gives credentials in use, which may become more, and other texts that must not be written down whatever
            they look like.

    Attributes:
        exchanges: what was said, in order.
    """

    def __init__(self, secrets: Callable[[], tuple[str, ...]]) -> None:
        self._secrets = secrets
        self.exchanges: list[Exchange] = []

    @property
    def secrets(self) -> tuple[str, ...]:
        """Texts that must not be written down, as far as they are known by now."""
        return self._secrets()

    def redactor(self) -> Redactor:
        """Return what keeps credentials, the store's domain and others' data out of texts about the latest case."""
        from conformance.privacy.redaction import Redactor  # noqa: PLC0415 - only for what is written

        found = Redactor(self.secrets)
        found.learn(self.exchanges)
        return found

    def clean(self, text: str) -> str:
        """Return a text about the latest case as it may be written down."""
        return self.redactor().text(text)

    def presentable(self, verdict: Verdict) -> Verdict:
        """Return a verdict as it may be shown and written down; what can't be made fit to is withheld."""
        return verdict if verdict.status is Status.PASSED else self.redacted(verdict)

    def redacted(self, verdict: Verdict) -> Verdict:
        """Return a verdict as it may be written down, with its exchanges also if the case passed."""
        from conformance.privacy.verdicts import presentable  # noqa: PLC0415 - only for what is written

        return presentable(verdict, self.exchanges, self.secrets)
