"""An expected tree against an actual one: the closed set of matchers, and the differences they find.

Pure: values in, differences out.
"""

from conformance.match.compare import Difference, compare, equal_trees, value_at
from conformance.match.matcher import KINDS, MISSING, Matcher, argument_problem
from conformance.match.render import render

__all__ = [
    "KINDS",
    "MISSING",
    "Difference",
    "Matcher",
    "argument_problem",
    "compare",
    "equal_trees",
    "render",
    "value_at",
]
