"""Catalogues: a folder with requirements and the scenario files below it."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import conformance
from conformance.errors import ScenarioError, UsageError
from conformance.scenario.compiler import compile_file
from conformance.scenario.exclusion import read_exclusions
from conformance.scenario.fragments import FRAGMENTS, read_fragments
from conformance.scenario.problem import render_problems
from conformance.scenario.requirement import read_requirements
from conformance.scenario.source import parse, read

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from conformance.scenario.exclusion import Exclusion
    from conformance.scenario.fragments import Fragments
    from conformance.scenario.model import Scenario, ScenarioFile
    from conformance.scenario.problem import Problem
    from conformance.scenario.requirement import Requirement
    from conformance.scenario.source import Source

REQUIREMENTS: Final = "requirements.yaml"
"""Name of the file that makes a folder the root of a catalogue."""

NO_SCENARIOS: Final = frozenset({REQUIREMENTS, FRAGMENTS})
"""Names of the files of a catalogue that hold no scenarios."""

INVARIANT: Final = "invariant."
"""How ids of requirements begin that are checked on every exchange, without a scenario of their own."""

_SUFFIXES: Final = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Requirements and scenarios that belong together.

    Attributes:
        root: the folder.
        requirements: by id; outside the bundled catalogue, the bundled ones too.
        files: the scenario files, sorted by path.
    """

    root: Path
    requirements: Mapping[str, Requirement]
    files: tuple[ScenarioFile, ...]

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """All scenarios, in the order of files and lines."""
        return tuple(scenario for file in self.files for scenario in file.scenarios)


def bundled_root() -> Path:
    """Return the root of the catalogue that comes with the harness, in a wheel or in a checkout."""
    package = Path(conformance.__file__).resolve().parent
    installed = package / "scenarios"
    return installed if installed.is_dir() else package.parent / "scenarios"


def find_root(path: Path) -> Path:
    """Return the root of the catalogue that a file or folder belongs to.

    That is the nearest folder, from the path upwards, with a requirements.yaml; without one, the folder itself:
    scenarios that prove only bundled requirements need no file of their own.
    """
    folder = path.resolve()
    if not folder.is_dir():
        folder = folder.parent
    return next((each for each in (folder, *folder.parents) if (each / REQUIREMENTS).is_file()), folder)


def scenario_files(path: Path) -> tuple[Path, ...]:
    """Return the scenario files that a path means: itself, or all below a folder, sorted.

    Raises:
        UsageError: there is no such file or folder.
    """
    if path.is_file():
        return () if path.name in NO_SCENARIOS else (path,)
    if not path.is_dir():
        raise UsageError(f"{path} does not exist.", hint="Give a scenario file, or a folder of them.")
    return tuple(
        sorted(
            file
            for file in path.rglob("*")
            if file.suffix in _SUFFIXES
            and file.name not in NO_SCENARIOS
            and not any(part.startswith(".") for part in file.relative_to(path).parts)
        )
    )


def load(root: Path, paths: Iterable[Path] | None = None) -> Catalogue:
    """Load a catalogue, or some files of it.

    Args:
        root: the folder with the requirements.
        paths: files and folders to load; None is everything below the root.

    Raises:
        ScenarioError: files have problems; the message shows them all, at most 15 lines a file.
        UsageError: a path does not exist.
    """
    catalogue, problems = check(root, paths)
    wrong = [problem for problem in problems if not problem.is_warning]
    if wrong:
        raise ScenarioError(render_problems(wrong))
    return catalogue


def check(root: Path, paths: Iterable[Path] | None = None) -> tuple[Catalogue, tuple[Problem, ...]]:
    """Load what can be loaded of a catalogue, and return it with every problem and warning.

    Raises:
        UsageError: a path does not exist.
    """
    requirements, problems = known_requirements(root)
    known = None if problems else requirements
    fragments, more = known_fragments(root)
    problems += more
    if (root / REQUIREMENTS).is_file() and not problems:
        problems += read_exclusions(root / REQUIREMENTS, display(root / REQUIREMENTS))[1]
    found: list[ScenarioFile] = []
    wanted = [root] if paths is None else list(paths)
    with _collector_paused():
        for file in dict.fromkeys(file for path in wanted for file in scenario_files(path)):
            compiled, file_problems = read_file(file, known, fragments)
            problems += file_problems
            if compiled:
                found.append(compiled)
    problems += doubled_ids(found, {})
    if paths is None and not problems:
        problems += _unproven(root, requirements, found)
    return Catalogue(root, requirements, tuple(found)), problems


def known_requirements(root: Path) -> tuple[Mapping[str, Requirement], tuple[Problem, ...]]:
    """Return the requirements that scenarios below a root may prove, and the problems of their files."""
    own: Mapping[str, Requirement] = {}
    problems: tuple[Problem, ...] = ()
    file = root / REQUIREMENTS
    if file.is_file():
        own, problems = read_requirements(file, display(file))
    if root.resolve() == bundled_root():
        return own, problems
    bundled, bundled_problems = read_requirements(
        bundled_root() / REQUIREMENTS, display(bundled_root() / REQUIREMENTS)
    )
    doubled = tuple(
        _problem_at(file, own[name].position, f'"{name}" is a requirement of the bundled catalogue already.')
        for name in own
        if name in bundled
    )
    return {**bundled, **own}, (*bundled_problems, *problems, *doubled)


def exclusions(root: Path) -> tuple[Exclusion, ...]:
    """Return the facts that a catalogue knows and makes no requirement of."""
    file = root / REQUIREMENTS
    return read_exclusions(file, display(file))[0] if file.is_file() else ()


def read_file(
    file: Path, requirements: Container[str] | None = None, fragments: Fragments | None = None
) -> tuple[ScenarioFile | None, tuple[Problem, ...]]:
    """Read and compile one scenario file: the file or None, and its problems.

    Args:
        file: the file.
        requirements: known requirement ids; None leaves `proves` unchecked.
        fragments: those of the catalogue, by name.
    """
    return compile_file(read(file, display(file)), requirements, fragments)


def known_fragments(root: Path) -> tuple[Fragments, tuple[Problem, ...]]:
    """Return the fragments that scenarios below a root may use, and the problems of their file."""
    return read_fragments(root / FRAGMENTS, display(root / FRAGMENTS))


def lint_text(
    text: str,
    path: str = "<text>",
    requirements: Container[str] | None = None,
    fragments: Fragments | None = None,
) -> tuple[ScenarioFile | None, tuple[Problem, ...]]:
    """Compile the text of a scenario file, as `read_file`."""
    return compile_file(parse(text, path), requirements, fragments)


def display(file: Path) -> str:
    """Return how messages call a file: below the working directory by the way from there, else as given."""
    try:
        return file.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return file.as_posix()


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep the garbage collector from walking, over and over, a growing heap in which nothing is garbage."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def doubled_ids(files: Iterable[ScenarioFile], first: dict[str, Scenario]) -> tuple[Problem, ...]:
    """Return a problem for each scenario whose id another one has.

    Args:
        files: where to look.
        first: scenarios of files that were looked at before, by id; those of these files are added.
    """
    problems = []
    for file in files:
        for scenario in file.scenarios:
            earlier = first.setdefault(scenario.id, scenario)
            if (earlier.path, earlier.line) != (scenario.path, scenario.line):
                message = f'The id "{scenario.id}" is taken at {earlier.path}:{earlier.line}.'
                problems.append(_problem_at(Path(scenario.path), scenario.position, message))
    return tuple(problems)


def _unproven(
    root: Path, requirements: Mapping[str, Requirement], files: list[ScenarioFile]
) -> tuple[Problem, ...]:
    proven = {name for file in files for scenario in file.scenarios for name in scenario.proves}
    own = display(root / REQUIREMENTS)
    return tuple(
        _problem_at(
            root / REQUIREMENTS,
            requirement.position,
            f'No scenario proves "{name}".',
            # Of one's own requirements, one may be written before its scenarios are; ours are complete.
            is_warning=root.resolve() != bundled_root(),
        )
        for name, requirement in requirements.items()
        if requirement.path == own and name not in proven and not name.startswith(INVARIANT)
    )


def _problem_at(file: Path, position: tuple[int, int], message: str, *, is_warning: bool = False) -> Problem:
    """Return a problem at a place of a file that was read before and is read again for the excerpt."""
    source: Source = read(file, display(file))
    return source.problem_at(position, message, is_warning=is_warning)
