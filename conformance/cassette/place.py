"""Where cassettes live: `cassettes/<target>/<API version>/<area>/<case>.yaml` below pytest's root folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from conformance.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER: Final = "cassettes"
STORE: Final = "devstore"
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._@+=-]+")
_LONGEST: Final = 120


def target_folder(target: str) -> str:
    """Return what the folder of a target's cassettes is called.

    A URL is told by host and port, so that two local targets do not share a folder; the URL of a store is not, for
    its domain is nobody else's business.
    """
    if "://" not in target:
        return _safe(target)
    parts = urlsplit(target)
    host = parts.hostname or target
    if host.endswith(".myshopify.com"):
        return STORE
    return _safe(f"{host}-{parts.port}" if parts.port else host)


def cassette_path(folder: Path, version: str, case: str) -> Path:
    """Return where the cassette of a case lives below its target's folder.

    Args:
        folder: the target's folder.
        version: handle of the API version.
        case: the case's id, such as `tags/sent-tags[one]`.
    """
    scenario, _, label = case.partition("[")
    area, _, name = scenario.rpartition("/")
    stem = f"{name}--{label.removesuffix(']')}" if label else name
    return folder / version / _safe(area or "none") / f"{_safe(stem)}.yaml"


def _safe(text: str) -> str:
    """Return a text with only characters that every file system takes; what loses by it keeps apart by a digest."""
    safe = _UNSAFE.sub("_", text)
    if safe == text and len(text) <= _LONGEST:
        return text
    return f"{safe[:_LONGEST]}-{blake2b(text.encode(), digest_size=4).hexdigest()}"


def cassette_files(folder: Path) -> Iterator[Path]:
    """Yield the cassettes below a folder, sorted."""
    yield from sorted(path for path in folder.rglob("*.yaml") if not path.name.startswith("."))


def recorded_targets(root: Path) -> tuple[str, ...]:
    """Return the names of the targets that cassettes lie below `root`/cassettes for, sorted."""
    folder = root / FOLDER
    if not folder.is_dir():
        return ()
    return tuple(
        sorted(entry.name for entry in folder.iterdir() if entry.is_dir() and any(cassette_files(entry)))
    )


@dataclass(frozen=True, slots=True)
class Shelf:
    """The cassettes of one target.

    Attributes:
        name: what the target's folder is called.
        folder: the folder.
    """

    name: str
    folder: Path

    @classmethod
    def of(cls, root: Path, target: str, *, replays: bool = False) -> Shelf:
        """Return the cassettes of a target below a project's root folder.

        Args:
            root: pytest's root folder, or the working directory.
            target: what `--target` says; `replay` is whatever is recorded, the dev store's first of all.
            replays: whether there must be some.

        Raises:
            UsageError: there are none, or it can't be told which are meant.
        """
        found = recorded_targets(root)
        name = _recorded(root, found) if target == "replay" else target_folder(target)
        if replays and name not in found:
            known = f"Recorded: {', '.join(found)}." if found else "Nothing is recorded there at all."
            raise UsageError(
                f"There are no cassettes of {target}: {root / FOLDER / name} holds none.{did_you_mean(name, found)}",
                hint=f"{known} Record with --target=T --record-mode=once.",
            )
        return cls(name, root / FOLDER / name)

    def path(self, version: str, case: str) -> Path:
        """Return where the cassette of a case is, or would be."""
        return cassette_path(self.folder, version, case)


def _recorded(root: Path, found: tuple[str, ...]) -> str:
    if STORE in found or not found:
        return STORE
    if len(found) > 1:
        raise UsageError(
            f"It can't be told which cassettes to replay: {root / FOLDER} holds those of {', '.join(found)}.",
            hint=f"Name one: --target={found[0]} --record-mode=none.",
        )
    return found[0]
