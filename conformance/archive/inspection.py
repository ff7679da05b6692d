"""What is wrong with cassettes: out of date, out of place, of no use any more, edited by hand, or telling too much."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from conformance import versions
from conformance.archive.rehearsal import rehearse
from conformance.cassette import file
from conformance.cassette.place import cassette_path
from conformance.errors import CassetteError, UsageError
from conformance.harness import Harness
from conformance.options import Options
from conformance.privacy.protected import KEPT_HEADERS
from conformance.privacy.redaction import Redactor
from conformance.privacy.residue import residue
from conformance.scenario import catalogue
from conformance.scenario.model import applies
from conformance.versions import ApiVersion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from conformance.cassette.model import Cassette
    from conformance.scenario.model import Case

MAX_AGE: Final = 180
"""Days after which a recording says too little about how a store behaves now."""

_SUPPORTED_MONTHS: Final = 12
"""How long Shopify serves a version (https://shopify.dev/docs/api/usage/versioning: a minimum of 12 months)."""


class Trouble(StrEnum):
    """What may be wrong with a cassette."""

    UNREADABLE = "unreadable"
    EDITED = "edited"
    SECRET = "secret"  # noqa: S105 - a word, not one
    OLD = "stale"
    RETIRED = "retired version"
    ORPHANED = "orphaned"
    MISPLACED = "misplaced"
    BROKEN = "broken"
    UNUSED = "unused"


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong with a cassette: its path as the user gave it, what, and a sentence."""

    path: Path
    trouble: Trouble
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.trouble}: {self.message}"


class Inspector:
    """Looks cassettes through.

    Args:
        scenarios: scenario files and folders beside the bundled ones.
        today: the date that ages are counted to.
        max_age: how many days a recording is good for.
        secrets: credentials that must not occur.
    """

    def __init__(
        self, scenarios: Sequence[Path], today: date, max_age: int = MAX_AGE, secrets: Sequence[str] = ()
    ) -> None:
        self._scenarios = tuple(scenarios)
        self._today = today
        self._max_age = max_age
        self._secrets = tuple(secrets)
        self._harnesses: dict[ApiVersion, Harness] = {}
        self._known: dict[tuple[Path, ApiVersion], dict[str, Case]] = {}

    def inspect(self, path: Path) -> Iterator[Complaint]:
        """Yield what is wrong with a cassette."""
        try:
            text = path.read_text("utf-8")
            cassette = file.loads(text, path.name)
        except (CassetteError, OSError, UnicodeDecodeError) as error:
            yield Complaint(path, Trouble.UNREADABLE, str(error).partition("\n")[0])
            return
        found = (
            *_edited(cassette),
            *self._telling(cassette, text),
            *self._aged(cassette),
            *_placed(path, cassette),
            *self._played(cassette, path),
        )
        yield from (Complaint(path, trouble, message) for trouble, message in found)

    def _telling(self, cassette: Cassette, text: str) -> Iterator[tuple[Trouble, str]]:
        redactor = Redactor(self._secrets, cassette.pseudonyms)
        redactor.learn(cassette.exchanges)
        for each in residue(text, self._secrets, (), redactor.ours, cassette.pseudonyms):
            yield Trouble.SECRET, str(each)
        for number, exchange in enumerate(cassette.exchanges, 1):
            clean = redactor.exchange(exchange)
            if clean.response.payload != exchange.response.payload:
                yield Trouble.SECRET, f"exchange {number} shows what is neither ours nor a pseudonym"
            extra = sorted(exchange.response.headers.keys() - KEPT_HEADERS)
            if extra:
                yield Trouble.SECRET, f"exchange {number} holds headers that are not kept: {', '.join(extra)}"

    def _aged(self, cassette: Cassette) -> Iterator[tuple[Trouble, str]]:
        origin = cassette.provenance
        age = (self._today - origin.recorded.date()).days
        if age > self._max_age:
            yield Trouble.OLD, f"recorded {age} days ago; {self._max_age} are the most"
        version = ApiVersion(origin.asked)
        if version not in versions.BUNDLED:
            yield Trouble.RETIRED, f"API version {version} is not bundled any more"
        elif version.is_stable and _months(version, self._today) >= _SUPPORTED_MONTHS:
            yield Trouble.RETIRED, f"Shopify serves API version {version} no longer"
        if origin.served and origin.served != origin.asked:
            yield Trouble.RETIRED, f"{origin.asked} was asked for, {origin.served} was served"

    def _played(self, cassette: Cassette, path: Path) -> Iterator[tuple[Trouble, str]]:
        version = ApiVersion(cassette.provenance.asked)
        case = self._case(cassette.case, version) if version in versions.BUNDLED else None
        if case is None:
            if version in versions.BUNDLED:
                yield Trouble.ORPHANED, f"there is no case {cassette.id}"
            return
        reason = applies(case.scenario, version)
        if reason:
            yield Trouble.ORPHANED, f"{cassette.case} {reason}"
            return
        found = rehearse(self._harness(version), cassette, case, version, path.name)
        if not found.passed:
            yield Trouble.BROKEN, f"replayed, it does not pass: {' '.join(found.trouble.split())}"
        elif found.unused:
            listed = ", ".join(str(index + 1) for index in sorted(found.unused))
            yield Trouble.UNUSED, f"nothing asks for exchange {listed} of {len(cassette.exchanges)}"

    def _case(self, name: str, version: ApiVersion) -> Case | None:
        """Return the case of this id; a bundled one lies in the folder of its area."""
        area = catalogue.bundled_root() / name.partition("/")[0]
        places = (*self._scenarios, *([area] if area.is_dir() else []))
        files = dict.fromkeys(each for place in places for each in catalogue.scenario_files(place))
        return next((found for each in files if (found := self._cases(each, version).get(name))), None)

    def _cases(self, path: Path, version: ApiVersion) -> dict[str, Case]:
        """Return the cases of a scenario file by their ids."""
        if (path, version) not in self._known:
            self._known[path, version] = {case.id: case for _, case in self._harness(version).cases(path)}
        return self._known[path, version]

    def _harness(self, version: ApiVersion) -> Harness:
        """Return a run in a version that sends nothing, so that it needs neither credentials nor a mock."""
        if version not in self._harnesses:
            self._harnesses[version] = Harness(Options("mock", version.handle, "", Path.cwd(), dry=True))
        return self._harnesses[version]


def _edited(cassette: Cassette) -> Iterator[tuple[Trouble, str]]:
    if not cassette.digest:
        yield Trouble.EDITED, "its digest is missing"
    elif cassette.digest != file.digest(cassette):
        yield Trouble.EDITED, "its content is not what its digest says; record it anew"


def _placed(path: Path, cassette: Cassette) -> Iterator[tuple[Trouble, str]]:
    due = cassette_path(path.parent.parent.parent, cassette.provenance.asked, cassette.case)
    if path != due:
        yield Trouble.MISPLACED, f"a replay looks for it at {due}"


def _months(version: ApiVersion, today: date) -> int:
    year, month = version.order
    return (today.year - year) * 12 + today.month - month


def inspect_all(paths: Iterable[Path], inspector: Inspector) -> Iterator[Complaint]:
    """Yield what is wrong with any of several cassettes.

    Raises:
        UsageError: a path does not exist.
    """
    for path in paths:
        if not path.is_file():
            raise UsageError(f"{path} does not exist.", hint="Give cassettes, or folders of them.")
        yield from inspector.inspect(path)
