"""The one place that composes targets, and makes sure of them before a run begins."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from conformance.errors import RefusedError
from conformance.target.account import Account
from conformance.target.address import TOKEN_VARIABLE
from conformance.target.attribution import start_of
from conformance.target.endpoint import Endpoint
from conformance.target.governor import Governor
from conformance.target.journal import FOLDER, Journal, target_key
from conformance.target.marks import marks_of
from conformance.target.patience import PATIENCE
from conformance.target.permission import Budget
from conformance.target.safety import Guard, Tally
from conformance.target.steady import Steady
from conformance.target.writes import deleted_by, effect_of, made_by, settles
from conformance.wire import NOT_JSON, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from conformance.target.address import Address
    from conformance.versions import ApiVersion
    from conformance.wire import Response, Target

_PROBE: Final = """query ConformanceProbe {
  shop { name plan { partnerDevelopment } }
  customers(first: 1) { nodes { id firstName } }
}"""


class Connection:
    """A target as a run speaks to it: asked no faster than it can, no more than is allowed, and with a journal.

    Args:
        endpoint: the target to ask.
        guard: makes what lets writes through, from what it asks for proof; None for a target that dies with the run.
        journal: where creations are written down before they are sent; None for none.
        account: what the connection went through.
        patience: seconds that one request may wait for the bucket.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        guard: Callable[[Target], Guard] | None,
        journal: Journal | None,
        account: Account,
        *,
        patience: float = PATIENCE,
    ) -> None:
        self._endpoint = endpoint
        self._plain = Governor(endpoint, account, patience=patience)
        self._target = Steady(self._plain, account)
        self._guard = guard(self._target) if guard else None
        self._journal = journal
        self._clock = ""
        self.account = account
        self.name = endpoint.name
        self.is_shopify = endpoint.is_shopify
        self.is_disposable = endpoint.is_disposable

    @property
    def secrets(self) -> tuple[str, ...]:
        """Tokens that it got with an app's own credentials, which nobody must read in a report."""
        return self._endpoint.secrets

    def ask(self, request: Request) -> Response:
        """Send a read once and return whatever comes back, also what is no answer to judge.

        Raises:
            UnreachableError: nobody answers.
            ThrottledError: patience with its bucket ran out.
        """
        return self._heard(self._plain.send(request))

    def make_safe(self, version: ApiVersion) -> None:
        """Have the target prove that it may be written to.

        Raises:
            UnsafeError: it does not.
            TargetError: it can't be asked.
        """
        if self._guard:
            self._guard.make_safe(version)

    def send(self, request: Request) -> Response:
        """Send one request and return what can be judged.

        Raises:
            UnsafeError: it is a write, and nothing may be written there.
            TargetError: there is no answer to judge.
            JournalError: the journal can't be written.
        """
        effect = effect_of(request) if self._guard else None
        if effect is None or not effect.is_write:
            return self._heard(self._target.send(request))
        if self._guard:
            self._guard.admit(effect, request.version, request.asked)
        if self._journal is None:
            return self._heard(self._target.send(request))
        number = self._journal.plan(marks_of(request), self._clock) if effect.makes else 0
        response = self._heard(self._target.send(request))
        if number and settles(response):
            self._journal.answered(number, made_by(response))
        self._journal.gone(deleted_by(response))
        return response

    def _heard(self, response: Response) -> Response:
        self._clock = response.headers.get("date", self._clock)
        return response


@dataclass(frozen=True, slots=True)
class Logbook:
    """Where a run keeps its journal.

    Attributes:
        folder: where journals lie.
        run: what all processes of the run have in common.
        worker: which of them this is; empty for the one that ends last.
    """

    folder: Path
    run: str
    worker: str = ""


@contextmanager
def connect(address: Address, logbook: Logbook | None = None) -> Iterator[Connection]:
    """Open the target at `address` for the length of a with block.

    Args:
        address: where it is, and what may be written there.
        logbook: where to keep a journal; None for none, and no budget.
    """
    account = Account()
    with Endpoint.at(address) as endpoint, ExitStack() as closing:
        if address.is_disposable:
            yield Connection(endpoint, None, None, account)
            return
        budget = address.permission.budget or (Budget() if address.is_shopify else None)
        journal = None
        if logbook is None:
            tally = Tally(None, Path(FOLDER), "", account)
        else:
            journal = Journal(logbook.folder, target_key(address.url), logbook.run, logbook.worker)
            closing.callback(journal.close)
            tally = Tally(budget, logbook.folder, logbook.run, account)
            closing.callback(tally.close, is_last=not logbook.worker)
        yield Connection(
            endpoint,
            lambda target: Guard(target, address, tally, endpoint.host),
            journal,
            account,
            patience=address.patience,
        )


def make_sure(connection: Connection, versions: Iterable[ApiVersion]) -> None:
    """Ask a target a harmless question in each version, so that a run does not begin in vain.

    Raises:
        RefusedError: it answers, but it is no Admin API for us: a wrong token, HTML, a version it does not serve.
        UnsafeError: nothing may be written to it.
        UnreachableError: nobody answers.
    """
    for version in versions:
        response = connection.ask(Request(_PROBE, version=version))
        _make_sure_of_answer(connection, response, version)
        _make_sure_of_access(connection, response)
        connection.make_safe(version)


def _make_sure_of_answer(target: Target, response: Response, version: ApiVersion) -> None:
    said = f"{target.name} answered HTTP {response.status}"
    if response.status in {401, 403}:
        raise RefusedError(
            f"{said}: it does not accept the access token.",
            hint=f"Set {TOKEN_VARIABLE} to an Admin API token of that store with read_customers and write_customers.",
        )
    if response.status == 404:
        raise RefusedError(
            f"{said}: it does not serve API version {version}, or the address is wrong.",
            hint="Try another --api-version, or give the whole URL of the GraphQL endpoint.",
        )
    if response.payload is NOT_JSON:
        kind = response.headers.get("content-type", "no content type")
        raise RefusedError(
            f"{said} with {kind}, not with JSON: {start_of(response)}",
            hint="Is the address that of a GraphQL Admin API, such as https://STORE/admin/api/2026-10/graphql.json?",
        )
    if response.status != 200 or not isinstance(response.payload, dict):
        raise RefusedError(f"{said}: {start_of(response, 120)}")
    served = response.headers.get("x-shopify-api-version", version.handle)
    if served != version.handle:
        raise RefusedError(
            f"{target.name} was asked for API version {version} and served {served}.",
            hint=f"It no longer, or not yet, supports {version}: try --api-version={served}.",
        )


def _make_sure_of_access(target: Target, response: Response) -> None:
    """Scopes and approval for customer data are the app's; without them every scenario would fail alike."""
    errors = response.payload.get("errors")
    for error in errors if isinstance(errors, list) else ():
        extensions = error.get("extensions") if isinstance(error, dict) else None
        if isinstance(extensions, dict) and extensions.get("code") == "ACCESS_DENIED":
            raise RefusedError(
                f"{target.name} does not let this token at customers: {error.get('message')}",
                hint="The app needs read_customers, write_customers and approval for protected customer data.",
            )
