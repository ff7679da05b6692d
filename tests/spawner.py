"""Commands in processes that are forked off one in which what they load of others is loaded already.

Each has its own folder, environment, streams and modules of ours, as a process that starts anew; it is there sooner. Loading
the same again took about a tenth of the time of all tests.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import runpy
import subprocess
import sys
import tempfile
import traceback
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PLUGIN: Final = "anyio"
"""A plugin of pytest that the HTTP client uses."""

_LOADED: Final = ("pytest", _PLUGIN, "graphql", "httpx", "yaml", "jinja2", "phonenumbers")


def run(
    words: Sequence[str], folder: Path, environment: Mapping[str, str], seconds: float
) -> subprocess.CompletedProcess[str]:
    """Run a Python module with arguments, and return what came of it.

    Raises:
        subprocess.TimeoutExpired: it took too long, and was killed.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(_LOADED))
    with tempfile.TemporaryDirectory() as place:
        streams = [Path(place) / name for name in ("out", "err")]
        process = context.Process(target=_command, args=(words, folder, environment, _search_path(), streams))
        process.start()
        process.join(seconds)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(words, seconds)
        said = [stream.read_text("utf-8") for stream in streams]
        return subprocess.CompletedProcess(words, process.exitcode, *said)


@cache
def _search_path() -> list[str]:
    """Return where a Python that starts anew looks for modules, apart from the folder that it starts in."""
    code = "import sys; print(*sys.path[1:], sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    return done.stdout.splitlines()


def _command(
    words: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    search_path: Sequence[str],
    streams: Sequence[Path],
) -> None:
    """Be `python -m` with these words, for the rest of this process."""
    for number, stream in enumerate(streams, 1):
        with stream.open("wb") as file:
            os.dup2(file.fileno(), number)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.path[:] = [str(folder), *search_path]
    sys.argv[:] = list(words)
    # Otherwise pytest says that it comes too late to rewrite the plugin's asserts.
    sys.modules[_PLUGIN].__doc__ = "PYTEST_DONT_REWRITE"
    code: int | str | None = 0
    try:
        runpy.run_module(words[0], run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 - Python itself does so
        traceback.print_exc()
        code = 1
    if isinstance(code, str):
        sys.stderr.write(f"{code}\n")
        code = 1
    # multiprocessing leaves without it.
    atexit._run_exitfuncs()
    sys.exit(code)
