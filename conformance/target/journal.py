"""A journal of what a run makes on a target that outlives it: on the disk before anything is sent.

Whatever kills a run, its journal tells a sweep whom to look for. One file a process, one JSON object a line, and
synced before each write that may make somebody. It holds ids and generated identities only: neither token nor
address, and nothing of the store's own customers.
"""

from __future__ import annotations

import json
import os
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from conformance.errors import JournalError
from conformance.target.marks import Marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from conformance.wire import Json

try:
    import fcntl
except ImportError:  # pragma: no cover - where there is no flock, a journal is never taken for a living one
    fcntl = None  # type: ignore[assignment]

FOLDER: Final = ".conformance"
"""Below pytest's root folder: where journals lie while a run goes on, and stay if it is killed."""

_FORM: Final = 1
_SUFFIX: Final = ".journal"


def target_key(url: str) -> str:
    """Return what stands for a target in its journals: a digest, for a store's address is none of a file's business."""
    parts = urlsplit(url)
    return blake2b(f"{parts.scheme}://{parts.netloc}".lower().encode(), digest_size=8).hexdigest()


class Journal:
    """The journal of one process of a run. Its file is made with the first entry, and taken away if nothing is left.

    Args:
        folder: where journals lie.
        target: as `target_key` gives it.
        run: what all processes of the run have in common.
        worker: which of them this is; empty for the only one.
    """

    def __init__(self, folder: Path, target: str, run: str, worker: str = "") -> None:
        self._folder = folder
        self._path = folder / f"{run}{'-' if worker else ''}{worker}{_SUFFIX}"
        self._head = {"conformance": _FORM, "run": run, "worker": worker, "target": target}
        self._file: int | None = None
        self._lock = threading.Lock()
        self._count = 0
        self._living: set[str] = set()
        self._open: set[int] = set()

    def plan(self, marks: Marks, clock: str) -> int:
        """Write down, and to the disk, that somebody may be made; return the entry's number.

        Args:
            marks: by which identities they can be found.
            clock: the target's own time, as its latest answer gave it; empty if it gave none.

        Raises:
            JournalError: it can't be written, so nothing must be sent.
        """
        with self._lock:
            self._count += 1
            self._open.add(self._count)
            plan = {name: value for name, value in asdict(marks).items() if value}
            self._write({"n": self._count, "plan": plan, "clock": clock}, sync=True)
            return self._count

    def answered(self, number: int, made: Iterable[str]) -> None:
        """Write down that an answer came, and the ids that it names; none for a refusal."""
        ids = list(made)
        with self._lock:
            self._open.discard(number)
            self._living.update(ids)
            self._write({"n": number, "made": ids})

    def gone(self, ids: Iterable[str]) -> None:
        """Write down what was deleted."""
        with self._lock:
            for each in ids:
                if each in self._living:
                    self._living.discard(each)
                    self._write({"gone": each})

    def close(self) -> None:
        """End it. A journal that has nothing left to tell is taken away."""
        with self._lock:
            if self._file is None:
                return
            os.close(self._file)
            self._file = None
            if not self._living and not self._open:
                discard(self._path)

    def _write(self, entry: Mapping[str, Json], *, sync: bool = False) -> None:
        try:
            if self._file is None:
                self._file = self._begin()
            _append(self._file, entry)
            if sync:
                os.fsync(self._file)
        except OSError as error:
            raise JournalError(
                f"The journal {self._path} can't be written: {error.strerror}.",
                hint="Without it nothing is written to the target, for a killed run could not be cleaned up after.",
            ) from None

    def _begin(self) -> int:
        make_folder(self._folder)
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        if fcntl is not None:
            # Held until the process ends, however it ends: a sweep leaves a living run alone.
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _append(descriptor, {**self._head, "pid": os.getpid()})
        return descriptor


def _append(descriptor: int, entry: Mapping[str, Json]) -> None:
    os.write(descriptor, (json.dumps(entry, ensure_ascii=False) + "\n").encode())


def nearest(place: Path) -> Path:
    """Return the nearest folder of journals at a place or above it; where it would be made, if there is none."""
    found = (each / FOLDER for each in (place, *place.parents))
    return next((each for each in found if each.is_dir()), place / FOLDER)


def make_folder(folder: Path) -> None:
    """Make the folder of journals, which version control is to leave alone.

    Raises:
        OSError: it can't be made.
    """
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", "utf-8")


def discard(path: Path) -> None:
    """Take away a file of a run that has nothing to tell any more, and its folder with the last one."""
    with suppress(OSError):
        path.unlink(missing_ok=True)
        if all(each.name == ".gitignore" for each in path.parent.iterdir()):
            (path.parent / ".gitignore").unlink()
            path.parent.rmdir()


@dataclass(frozen=True, slots=True)
class Plan:
    """An entry whose answer never came, or named nobody.

    Attributes:
        marks: by which identities somebody may be found.
        clock: the target's own time before it was sent, or empty.
    """

    marks: Marks
    clock: str


@dataclass(frozen=True, slots=True)
class Record:
    """What a journal on the disk tells.

    Attributes:
        path: the file.
        run: what the processes of a run have in common.
        target: as `target_key` gives it.
        pid: the process that wrote it.
        is_living: whether that process still runs.
        made: ids that were made and not deleted, with the target's time before each was sent.
        plans: entries whose answer never came.
        marks: every identity in it.
    """

    path: Path
    run: str
    target: str
    pid: int
    is_living: bool
    made: Mapping[str, str] = field(default_factory=dict)
    plans: tuple[Plan, ...] = ()
    marks: frozenset[str] = frozenset()


def records(folder: Path, target: str) -> Iterator[Record]:
    """Yield what the journals in a folder tell about one target; files that are none are passed over.

    Raises:
        JournalError: one is damaged, so that nobody knows what it would have told.
    """
    for path in sorted(folder.glob(f"*{_SUFFIX}")) if folder.is_dir() else ():
        try:
            record = _read(path)
        except (AttributeError, LookupError, TypeError, ValueError):
            raise JournalError(
                f"The journal {path} is damaged.",
                hint="Move it away to go on without it; `conformance sweep --min-age=0` finds whoever bears a mark.",
            ) from None
        if record is not None and record.target == target:
            yield record


def _read(path: Path) -> Record | None:
    entries = list(_entries(path))
    if not entries or entries[0].get("conformance") != _FORM:
        return None
    head = entries[0]
    clocks: dict[Any, str] = {}
    plans: dict[Any, Plan] = {}
    marks: set[str] = set()
    made: dict[str, str] = {}
    for entry in entries[1:]:
        number = entry.get("n")
        if "plan" in entry:
            found = _marks(entry["plan"])
            marks.update(found.emails, found.names, found.tags, (each[2] for each in found.custom_ids))
            clocks[number] = str(entry.get("clock", ""))
            plans[number] = Plan(found, clocks[number])
        elif "made" in entry:
            plans.pop(number, None)
            made.update(dict.fromkeys(entry["made"], clocks.get(number, "")))
        elif "gone" in entry:
            made.pop(entry["gone"], None)
    return Record(
        path,
        str(head.get("run")),
        str(head.get("target")),
        int(head.get("pid", 0)),
        _is_living(path),
        made,
        tuple(plans.values()),
        frozenset(marks),
    )


def _entries(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the entries of a file; the last one may have been cut short by the end of its process."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        return
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict):
            yield entry


def _marks(plan: Mapping[str, Any]) -> Marks:
    return Marks(
        tuple(plan.get("emails", ())),
        tuple(plan.get("phones", ())),
        tuple((each[0], each[1], each[2]) for each in plan.get("custom_ids", ())),
        tuple(plan.get("names", ())),
        tuple(plan.get("tags", ())),
        tuple((each[0], each[1]) for each in plan.get("definitions", ())),
    )


def _is_living(path: Path) -> bool:
    if fcntl is None:
        return False
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
