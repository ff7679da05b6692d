"""Errors of the user's: what they say, which exit code they have, and the nearest known word."""

from __future__ import annotations

import pytest

from conformance.errors import (
    ConformanceError,
    RefusedError,
    ScenarioError,
    TargetError,
    ThrottledError,
    UnknownVersionError,
    UnreachableError,
    UsageError,
    did_you_mean,
    nearest,
)


def test_an_error_says_what_is_wrong_and_what_to_do() -> None:
    """The hint stands on a line of its own."""
    error = UsageError("There is no such file.", hint="Give another one.")
    assert (error.message, error.hint) == ("There is no such file.", "Give another one.")
    assert str(error) == "There is no such file.\nGive another one."


def test_an_error_without_a_hint_is_its_message() -> None:
    """No empty line is left."""
    assert str(UsageError("There is no such file.")) == "There is no such file."


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (ConformanceError, 2),
        (UsageError, 2),
        (ScenarioError, 2),
        (UnknownVersionError, 2),
        (TargetError, 3),
        (UnreachableError, 3),
        (RefusedError, 3),
        (ThrottledError, 3),
    ],
)
def test_every_kind_has_its_exit_code(kind: type[ConformanceError], code: int) -> None:
    """2 is the user's mistake, 3 a target that can't be asked."""
    assert kind.exit_code == code


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("firstName", "firstName"),
        ("FIRSTNAME", "firstName"),
        ("fistName", "firstName"),
        ("addreses", "addresses"),
        ("zip", None),
        ("", None),
    ],
)
def test_the_nearest_word_is_found_if_it_is_near(word: str, name: str | None) -> None:
    """Case does not count; a word that is far from all is none of them."""
    assert nearest(word, ["firstName", "lastName", "addresses"]) == name


def test_of_equally_near_words_the_first_one_counts() -> None:
    """Words that differ in case only."""
    assert nearest("ID", iter(["Id", "id"])) == "Id"


def test_a_suggestion_completes_a_sentence() -> None:
    """With a space before it, or nothing at all."""
    assert did_you_mean("moc", ["mock", "devstore"]) == ' Did you mean "mock"?'
    assert did_you_mean("x", ["mock", "devstore"]) == ""
