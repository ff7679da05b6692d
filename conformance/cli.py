"""The command line: options in, exit codes out. Each command imports what it needs, so that none waits for another's."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from conformance import __version__
from conformance.arguments import add_run_options
from conformance.commands import cassettes, compare, doctor, gate, report_series, sweep
from conformance.commands import explore as commands_explore
from conformance.errors import ConformanceError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Command = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]

EPILOG: Final = """exit codes:
  0 conformant   1 not conformant   2 usage or bad input   3 target unreachable, unsafe or throttled out
  4 the baseline is stale   5 something of ours was left behind on the target   130 interrupted"""


_TELLS: Final = frozenset({"list", "show", "explain"})
"""Commands that judge nothing, so that it does not matter how much of them was read."""

_UNHEARD: Final = 141
"""The exit code of a command that could not say what it found before its reader left, as shells have it."""


class Parser(argparse.ArgumentParser):
    """An argument parser that answers a mistyped command or option with the nearest known one."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        """Parse, and tell here what nobody knows, where the options of the command are at hand.

        A command may have two words, such as `report merge`.
        """
        given = list(sys.argv[1:] if args is None else args)
        if " ".join(given[:2]) in self._commands:
            given[:2] = [" ".join(given[:2])]
        found, unknown = super().parse_known_args(given, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return found, unknown

    def error(self, message: str) -> NoReturn:
        """Print the usage and what is wrong, and end with code 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {message}{self._suggestion(message)}\n")

    @property
    def _commands(self) -> list[str]:
        actions = [action for action in self._actions if isinstance(action, argparse._SubParsersAction)]  # noqa: SLF001
        return [name for action in actions for name in action.choices]

    def _suggestion(self, message: str) -> str:
        quoted = message.partition("invalid choice: '")[2].partition("'")[0]
        if quoted:
            return did_you_mean(quoted, [name for action in self._actions for name in action.choices or ()])
        unknown = message.partition("unrecognized arguments: ")[2].partition(" ")[0].partition("=")[0]
        known = [name for action in self._actions for name in action.option_strings]
        return did_you_mean(unknown, known) if unknown.startswith("--") else ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    code = 0  # of help, which ends within the parser
    try:
        try:
            options = parser().parse_args(arguments)
            code = 0 if options.name in _TELLS else _UNHEARD
            code = int(options.command(options))
        finally:
            sys.stdout.flush()  # here, where it is known what to do if nobody reads it
    except ConformanceError as error:
        print(f"conformance: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        # The reader of our output, such as `head`, has had enough. What was found out is true all the same.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        print("conformance: interrupted", file=sys.stderr)
        return 130
    return code


def parser() -> Parser:
    """Return the parser of the whole command line."""
    root = Parser(
        prog="conformance",
        description="Contract tests and conformance reports for Shopify's customerSet mutation.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    root.add_argument("--version", action="version", version=f"conformance {__version__}")
    commands = root.add_subparsers(required=True, metavar="COMMAND", dest="name")

    def command(
        name: str, function: Callable[[argparse.Namespace], int], summary: str
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=summary, description=summary)
        added.set_defaults(command=function)
        return added

    _add_run(command)
    _add_mock(command)
    _add_catalogue(command)
    _add_results(command)
    _add_schema(command)
    compare.add(command)
    gate.add(command)
    report_series.add(command)
    sweep.add(command, _lazily("sweep", "sweep"))
    doctor.add(command, _lazily("doctor", "doctor"))
    commands_explore.add(command, _lazily("explore", "explore"))
    cassettes.add(command, _lazily)
    return root


def _add_run(command: Command) -> None:
    run = command(
        "run", _lazily("run", "run"), "Run scenarios against a target with pytest, and write a report."
    )
    run.add_argument("paths", nargs="*", help="scenario files or folders (default: the bundled ones)")
    add_run_options(run.add_argument)
    run.add_argument(
        "--report-dir", default="reports", metavar="DIR", help="where to write the report (default: reports)"
    )
    run.add_argument(
        "--record-mode",
        choices=["once", "new_episodes", "rewrite", "all", "none"],
        metavar="MODE",
        help="record cassettes (once, new_episodes, rewrite, all), or replay them and ask nobody (none)",
    )
    run.add_argument(
        "--strict",
        "--strictness",
        metavar="P",
        help="core, complete or exact: how much of errors is compared (as --profile)",
    )
    run.add_argument(
        "-k", dest="keyword", metavar="EXPR", help="only scenarios whose id matches, as in pytest"
    )
    run.add_argument("-m", dest="marker", metavar="EXPR", help="must, should or may, as in pytest")
    run.add_argument("-x", dest="first", action="store_true", help="stop at the first failure")
    run.add_argument("-n", dest="workers", metavar="N", help="this many workers at once (pytest-xdist)")
    run.add_argument("-v", dest="verbose", action="store_true", help="name every scenario")


def _add_mock(command: Command) -> None:
    mock = command(
        "mock", _lazily("serve", "serve"), "Serve the embedded shop; prints `ready URL` when it listens."
    )
    mock.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    mock.add_argument(
        "--port", type=_port, default=8000, help="port to listen on; 0 takes a free one (default: 8000)"
    )
    mock.add_argument("--token", help="accept only this access token (default: any)")
    mock.add_argument(
        "--bucket", metavar="SIZE/RATE", default="2000/100", help="cost bucket (default: 2000/100)"
    )
    mock.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="what shops are like (plan, scopes, state, currency, ...): YAML or JSON",
    )
    mock.add_argument(
        "--latency",
        type=_milliseconds,
        default=0,
        metavar="MS",
        help="milliseconds to wait before each answer",
    )
    mock.add_argument(
        "--tls",
        action="store_true",
        help="serve https with a certificate made on the spot; prints `ca FILE`, whom to trust, on standard error",
    )
    mock.add_argument(
        "--tls-ca", type=Path, metavar="FILE", help="as --tls, with the authority's certificate in this file"
    )
    mock.add_argument("--fault", metavar="NAME", help="deviate on purpose; --fault=list names all faults")
    mock.add_argument(
        "--mishap",
        action="append",
        default=[],
        metavar="MISHAP",
        help="let something go wrong on the way: NAME[:AMOUNT][@FIELD][#WHICH], such as http-503, latency:200 or"
        " lost@customerSet#3 (the third call; also #2-4, #3+, #/5 for every fifth); repeatable; --mishap=list names all",
    )
    mock.add_argument(
        "--state", type=Path, metavar="FILE", help="keep what the shops hold in this file, over restarts"
    )


def _add_catalogue(command: Command) -> None:
    listing = command(
        "list", _lazily("browse", "list_scenarios"), "List scenarios, or with --requirements what they prove."
    )
    listing.add_argument("paths", nargs="*", help="scenario files or folders (default: the bundled ones)")
    listing.add_argument(
        "--requirements", action="store_true", help="list requirements and how many scenarios prove each"
    )
    listing.add_argument("--area", help="only this area")
    listing.add_argument("--level", choices=["MUST", "SHOULD", "MAY"], type=str.upper, help="only this level")

    show = command("show", _lazily("browse", "show"), "Show one scenario: what it proves, and its YAML.")
    show.add_argument("id", help="the scenario's id")
    explain = command(
        "explain",
        _lazily("explain", "explain"),
        "Explain a requirement or an error code: what it means, where it is from, what to do about it.",
    )
    explain.add_argument("id", metavar="CODE|REQUIREMENT", help="such as TAKEN or list.omitted-unchanged")

    lint = command(
        "lint", _lazily("browse", "lint"), "Check scenario files; every problem with path, line and column."
    )
    lint.add_argument("paths", nargs="*", help="scenario files or folders (default: the bundled ones)")


def _add_results(command: Command) -> None:
    report = command(
        "report", _lazily("report", "render"), "Render a report.json again, in every form or in one."
    )
    report.add_argument("file", type=Path, help="a report.json")
    report.add_argument(
        "--report-dir", type=Path, metavar="DIR", help="where to write (default: beside the file)"
    )
    report.add_argument(
        "--print",
        dest="form",
        metavar="FORM",
        help="print one form and write nothing: annotations (for GitHub), or the name of a file such as summary.md",
    )
    report.add_argument(
        "--stale-after",
        type=int,
        default=30,
        metavar="DAYS",
        help="days after which a badge turns grey (default: 30)",
    )

    mutants = command(
        "mutants",
        _lazily("mutants", "show"),
        "Run the scenarios against every wrong server; each must be caught.",
    )
    mutants.epilog = (
        "A wrong server counts as caught only if what fails names the very requirement that it breaks. Against each, all"
        " cases of the scenarios that prove that requirement are run, and one case of each other scenario near it. A whole run"
        " prints kill rates and the scenarios that kill nothing, too. Exit code 1: one was not caught, the right server"
        " was accused, a MUST requirement, an invariant or a rule has no fault, or the page is out of date."
    )
    mutants.add_argument("names", nargs="*", help="faults to try (default: all)")
    mutants.add_argument(
        "--first",
        action="store_true",
        help="stop each at the first scenario that catches it for what it breaks",
    )
    mutants.add_argument(
        "--matrix", type=Path, metavar="FILE", help="write the kill matrix as a Markdown page"
    )
    mutants.add_argument(
        "--check", action="store_true", help="write nothing; say whether that page is current"
    )


def _add_schema(command: Command) -> None:
    schema = command("schema", _lazily("schema", "cut"), "Cut, fetch and compare schemas.")
    kinds = schema.add_subparsers(required=True, metavar="slice|pull|diff", dest="kind")
    cut = kinds.add_parser(
        "slice", help="cut a full Admin schema down to what customerSet and its neighbours use"
    )
    cut.add_argument("file", type=Path, help="a full Admin schema in SDL")
    cut.add_argument("--api-version", "--version", dest="version", required=True, help="the version it is of")
    cut.add_argument(
        "--output", type=Path, help="where to write (default: the bundled slice of that version)"
    )
    cut.set_defaults(command=_lazily("schema", "cut"))
    pull = kinds.add_parser("pull", help="introspect a live endpoint and print its schema as SDL")
    pull.add_argument("--target", default="devstore", help="devstore (default), a configured name, or a URL")
    pull.add_argument(
        "--api-version", dest="version", help="the version to ask for (default: the newest stable)"
    )
    pull.add_argument("--output", type=Path, help="where to write (default: print)")
    pull.set_defaults(command=_lazily("schema", "pull"))
    diff = kinds.add_parser("diff", help="grade the changes between two versions for what we use")
    diff.add_argument("old", help="a bundled version, or an SDL file")
    diff.add_argument("new", help="a bundled version, or an SDL file")
    diff.set_defaults(command=_lazily("schema", "compare"))


def _port(text: str) -> int:
    number = int(text) if text.isdecimal() else -1
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to 65535, not {text}")
    return number


def _milliseconds(text: str) -> int:
    if not text.isdecimal() or int(text) > 600_000:
        raise argparse.ArgumentTypeError(f"milliseconds are a whole number from 0 to 600000, not {text}")
    return int(text)


def _lazily(module: str, function: str) -> Callable[[argparse.Namespace], int]:
    """Return a command that is imported when it is called, so that none waits for what another needs."""

    def call(options: argparse.Namespace) -> int:
        found: Callable[[argparse.Namespace], int] = getattr(
            import_module(f"conformance.commands.{module}"), function
        )
        return found(options)

    return call
