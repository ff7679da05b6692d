"""Plugins that only some runs need: which options ask for which, and what `--target=replay` stands for."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from conformance.target.permission import PLAN_OPTION

if TYPE_CHECKING:
    import pytest

RECORD_MODE: Final = "--record-mode"

_ON_DEMAND: Final = {
    RECORD_MODE: ("recording", "pytest_recording.plugin"),
    "--alluredir": ("allure_pytest", "allure_pytest.plugin"),
}
"""Options whose plugins are blocked in our configuration, because each costs every run its start-up."""

_OURS: Final = {RECORD_MODE: "conformance.pytest_cassettes", "--alluredir": "conformance.pytest_allure"}
"""What those plugins are told about our items."""


def load(early_config: pytest.Config, args: list[str]) -> None:
    """Load the plugins that the options of a run ask for, although the configuration blocks them.

    A replay also has pytest-recording block the network.
    """
    if _says(args, "--target", "replay"):
        args.append(f"{RECORD_MODE}=none")
    if _says(args, RECORD_MODE, "none"):
        args.append("--block-network")
    manager = early_config.pluginmanager
    if PLAN_OPTION in args:
        manager.import_plugin("conformance.pytest_plan")
    for option, (name, module) in _ON_DEMAND.items():
        wanted = any(argument.split("=")[0] == option for argument in args)
        if option == RECORD_MODE:
            # A worker of pytest-xdist gets options without the words that they were given in.
            wanted |= bool(getattr(early_config.known_args_namespace, "record_mode", None))
        if wanted and manager.is_blocked(name):
            manager.unblock(name)
            manager.import_plugin(module)
        if wanted:
            manager.import_plugin(_OURS[option])


def _says(args: list[str], option: str, value: str) -> bool:
    return f"{option}={value}" in args or (option, value) in pairwise(args)
