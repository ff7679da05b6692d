"""Scenarios against a target: what is sent, in which order, and the verdict that comes of it."""

from conformance.runner.again import run_until_passed
from conformance.runner.play import run_case
from conformance.runner.session import Session

__all__ = ["Session", "run_case", "run_until_passed"]
