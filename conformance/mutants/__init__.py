"""Proof that the checks bite: the scenarios against servers that deviate on purpose, one deviation at a time.

`hunting` runs them, `matrix` counts what came of it, `page` writes it down.
"""

from __future__ import annotations

from conformance.mutants.hunting import Catch, Hunt, bundled, hunt, hunt_all
from conformance.mutants.matrix import Matrix, Tally

__all__ = ["Catch", "Hunt", "Matrix", "Tally", "bundled", "hunt", "hunt_all"]
