"""summary.md."""

from __future__ import annotations

import pytest
from report_samples import KNOWN, failing_run, full_run, mismatch, row, run, verdict

from conformance.report import markdown
from conformance.verdict import Status

FAILING = """\
## Not conformant: 1 of 2 tested MUST requirements is broken (2026-10, mock).

- 1 of 4 cases ended in an error.
- 1 MUST requirement was not tested.
- The store is a trial.

| Requirements | Passed | Failed | Discovery | Errored | Untested |
| --- | ---: | ---: | ---: | ---: | ---: |
| MUST | 1 | 1 | 0 | 1 | 1 |

4 cases: 1 passed, 1 failed, 1 errored, 1 not applicable · 2.40 s · seed `7f3a` · 2026-11-23 12:00 UTC · conformance 0.1.0

### What is broken

#### `update/note[2026-10]`

A note is stored

**MUST** `scalar.stored` (documented): The rule of scalar.stored.

- `$.data.customerSet.customer.note`: The note was not stored. (`scenarios/update.yaml:14`)
  - expected `"called back"`
  - actual `null`

```sh
pytest 'scenarios/update.yaml::update/note[2026-10]' --target=mock --api-version=2026-10 --seed=7f3a
```

### Without a verdict

#### `update/locale[2026-10]`

A note is stored

> The connection broke.
> Is it up?

```sh
pytest 'scenarios/update.yaml::update/locale[2026-10]' --target=mock --api-version=2026-10 --seed=7f3a
```
"""

PASSING = """\
## Conformant: the one MUST requirement that was tested holds (2026-10, mock).

| Requirements | Passed | Failed | Discovery | Errored | Untested |
| --- | ---: | ---: | ---: | ---: | ---: |
| MUST | 1 | 0 | 0 | 0 | 0 |

1 case: 1 passed · 2.40 s · seed `7f3a` · 2026-11-23 12:00 UTC · conformance 0.1.0
"""


def test_failing_run() -> None:
    """The verdict, the counts, what is broken with how to rerun it, and what has no verdict."""
    assert markdown.render(failing_run()) == FAILING


def test_passing_run() -> None:
    """A run without a failure is short."""
    assert markdown.render(run(verdict("a", "a"), requirements=(row("a"),))) == PASSING


def test_many_failures_are_folded() -> None:
    """Twenty cases are told in full, three mismatches of each, the rest is counted."""
    cases = [
        verdict(
            f"case-{n}",
            "a",
            status=Status.FAILED,
            mismatches=tuple(mismatch("a", path=f"$.p{i}") for i in range(5)),
        )
        for n in range(57)
    ]
    text = markdown.render(run(*cases))
    assert text.count("#### ") == 20
    assert text.count("- … and 2 more mismatches") == 20
    assert text.endswith("\n… and 37 more in report.html.\n")


def test_huge_values_stay_within_a_comment() -> None:
    """However long the texts are, the whole fits into a comment on a pull request."""
    flood = "`<@#" * 500
    cases = [
        verdict(
            f"case-{n}{flood}",
            "a",
            status=status,
            title=flood,
            reason=flood,
            source=flood,
            mismatches=tuple(
                mismatch("a", path=f"{i}{flood}", expected=flood, actual=flood[1:], message=flood)
                for i in range(9)
            ),
        )
        for n in range(40)
        for status in (Status.FAILED, Status.ERRORED)
    ]
    text = markdown.render(run(*cases, notes=(flood,) * 50))
    assert len(text) <= 60_000
    assert "more in report.html." in text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("null", "`null`"),
        ("a `b` c", "``a `b` c``"),
        ("`b`", "`` `b` ``"),
        (" ", "`   `"),
        ("", "`  `"),
        ("<b>|</b>", "`<b>|</b>`"),
    ],
)
def test_code_span(text: str, code: str) -> None:
    """A value is quoted to the letter, whatever backticks it holds."""
    assert markdown.code(text) == code


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("`addresses: []` removes <all> of them", "`addresses: []` removes \\<all\\> of them"),
        ("ping @octocat about #1 & go", "ping &#64;octocat about &#35;1 &amp; go"),
        ("NOT_FOUND *or* _else_", "NOT_FOUND \\*or\\* \\_else\\_"),
        ("[click](https://x.example) a ` b", "\\[click\\](https://x.example) a \\` b"),
    ],
)
def test_prose(text: str, prose: str) -> None:
    """A sentence keeps its code spans and loses every other power over the page."""
    assert markdown.prose(text) == prose


def test_news_comes_first_and_known_failures_last() -> None:
    """A failure that is known is a row of a table, with owner and days left, and not told at length."""
    text = markdown.render(full_run())
    assert text.count("#### `update/note[") == 1
    assert "#### `update/note[2026-10]`" in text
    assert text.endswith(
        "### Known failures\n\n"
        "| Case | Now | Why | Owner | Left |\n| --- | --- | --- | --- | --- |\n"
        "| update/note\\[2026-07\\] on devstore | failed | The store trims notes. (https://tracker.example/12) | Ada | 17 days |\n"
    )


def test_several_targets_and_versions_make_a_table() -> None:
    """Cases by column; one column has none."""
    text = markdown.render(full_run())
    assert "| mock | 2026-10 | 3 | 0 | 0 | 0 | 0 |" in text
    assert "| devstore | 2026-07 | 0 | 1 | 0 | 0 | 0 |" in text
    assert "| Target |" not in markdown.render(failing_run())


def test_profile_and_suite_stand_among_the_facts() -> None:
    """Which part was asked for, and of which scenarios."""
    assert " · profile `core` · seed `7f3a` · suite `sha256:0123456789ab` · " in markdown.render(full_run())


def test_known_failures_are_capped() -> None:
    """Twenty rows, and how many there are beyond."""
    cases = [
        verdict(f"c{at}", status=Status.FAILED, known=KNOWN, mismatches=(mismatch("a"),)) for at in range(23)
    ]
    text = markdown.render(run(*cases))
    assert text.count("| failed |") == 20
    assert text.endswith("\n… and 3 more in report.html.\n")
