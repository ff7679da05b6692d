"""report.html."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from report_samples import DIGEST, exchange, failing_run, full_run, mismatch, row, run, verdict

from conformance.report import html, json_report
from conformance.report.model import AskedVersion, TargetFacts
from conformance.verdict import Evidence, Status

VOID = frozenset({"meta", "link", "input", "br", "col"})


class _Page(HTMLParser):
    """Collects what a test asks about, and checks that every element is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "script":
            self.scripts.append(data)

    def attributes(self, name: str) -> list[str]:
        """Return every value of an attribute."""
        return [value or "" for _, attrs in self.tags for key, value in attrs.items() if key == name]


def test_page_is_well_formed_and_self_contained() -> None:
    """Every element is closed, and nothing is loaded from elsewhere."""
    text = html.render(failing_run())
    page = _Page(text)
    assert page.attributes("src") == []
    assert [attrs["href"] for tag, attrs in page.tags if tag == "link"] == ["data:,"]
    assert "@import" not in text
    assert "url(" not in text


def test_headline_and_facts() -> None:
    """The verdict stands in the one top heading, the facts of the run below it."""
    text = html.render(failing_run())
    assert re.findall(r"<h1>(.*?)</h1>", text) == [
        "Not conformant: 1 of 2 tested MUST requirements is broken (2026-10, mock)."
    ]
    for name, value in (
        ("Target", "mock"),
        ("API version", "2026-10"),
        ("Date", "2026-11-23 12:00 UTC"),
        ("Seed", "7f3a"),
        ("Took", "2.40 s"),
    ):
        assert f"<dt>{name}</dt><dd>{value}</dd>" in text


@pytest.mark.parametrize(
    "attack",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</pre></script><svg onload=alert(1)>"],
)
def test_markup_from_a_server_is_text(attack: str) -> None:
    """Whatever a server answers, or a scenario is called, it is shown and never becomes part of the page."""
    broken = verdict(
        f"a{attack}",
        f"rule{attack}",
        status=Status.FAILED,
        title=attack,
        area=attack,
        source=attack,
        mismatches=(
            mismatch(
                f"rule{attack}", path=f"$.data['{attack}']", expected=attack, actual=attack, message=attack
            ),
        ),
        exchanges=(
            exchange(attack.encode(), headers={"x": attack}, status=500),
            exchange({attack: [attack]}),
        ),
    )
    errored = verdict("e", "e", status=Status.ERRORED, reason=attack)
    skipped = verdict("n", "n", status=Status.NOT_APPLICABLE, reason=attack)
    example = run(
        broken,
        errored,
        skipped,
        target=attack,
        seed=attack,
        notes=(attack,),
        requirements=(row(f"rule{attack}", statement=attack, source=f"https://x.example/{attack}"),),
    )
    text = html.render(example)
    page = _Page(text)
    data, script = page.scripts
    assert "<" not in data
    assert "alert(1)" not in script
    assert not {"img", "svg"} & {tag for tag, _ in page.tags}
    assert page.attributes("onerror") == []
    assert page.attributes("onload") == []
    assert all(link.startswith(("#", "https://", "data:,")) for link in page.attributes("href"))
    assert "alert(1)" in text


def test_source_that_is_no_web_page_is_no_link() -> None:
    """Only https sources become links."""
    example = run(
        requirements=(row("a", source="javascript:alert(1)"), row("b", source="a recording, 2026-04"))
    )
    assert "javascript:" not in "".join(_Page(html.render(example)).attributes("href"))


def test_only_our_script_may_run() -> None:
    """The content security policy names the hash of the one script in the page."""
    text = html.render(failing_run())
    policy = _Page(text).attributes("content")[0]
    assert re.fullmatch(
        r"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-[A-Za-z0-9+/]{43}='; img-src data:;"
        r" base-uri 'none'; form-action 'none'",
        policy,
    )


def test_first_difference_is_shown_without_a_script() -> None:
    """What is broken says the rule, how it is known, what was expected and answered, and where that is stated."""
    text = html.render(failing_run())
    broken = text[text.index('<section id="broken"') : text.index('<section id="levels"')]
    for part in (
        "The rule of scalar.stored.",
        "documented: <a",
        "The note was not stored.",
        "<dd><code>&#34;called back&#34;</code></dd>",
        "<dd><code>null</code></dd>",
        "(scenarios/update.yaml:14)",
        'href="#open=update/note%5B2026-10%5D"',
    ):
        assert part in broken


def test_one_difference_that_breaks_several_rules_is_shown_once() -> None:
    """The second rule refers to the first."""
    broken = verdict("a", "a", "b", status=Status.FAILED, mismatches=(mismatch("a"), mismatch("b")))
    text = html.render(run(broken, requirements=(row("a"), row("b"))))
    assert text.count("<dd><code>null</code></dd>") == 1
    assert 'The same difference as for <a href="#req-a">' in text


def test_of_several_targets_the_one_that_breaks_a_rule_is_named() -> None:
    """A rule is broken by somebody; with one target there is no question by whom."""
    broken = verdict("a", "a", status=Status.FAILED, mismatches=(mismatch("a"),), target="proxy")
    assert "1 case</a> on proxy" in html.render(run(verdict("a", "a", target="mock"), broken))
    assert "1 case</a></p>" in html.render(run(broken, target="proxy"))


def test_untested_requirement_does_not_read_as_passed() -> None:
    """A requirement that nothing proves has its own status."""
    text = html.render(run(verdict("a", "a"), requirements=(row("a"), row("b"))))
    statuses = dict(re.findall(r'<tr id="req-(\w+)" data-level="MUST" data-status="(\w+)"', text))
    assert statuses == {"a": "passed", "b": "untested"}


def test_reader_is_told_what_to_do() -> None:
    """Each outcome has its advice."""
    conformant = html.render(run(verdict("a", "a")))
    assert "Nothing needs to be done." in conformant
    assert "Begin with what is broken" in html.render(failing_run())
    assert "Do not read this as a pass." in html.render(run(verdict("a", "a"), interrupted=True))


def test_fingerprint_of_targets() -> None:
    """Kind, shop as a hash, versions asked for and served, schema, profile and scenarios stand at the top."""
    text = html.render(full_run())
    facts = re.findall(r"<dt>(.*?)</dt><dd(?: title=\"(.*?)\")?>(.*?)</dd>", text)
    assert ("Target", "", "mock (embedded mock)") in facts
    assert ("Target", "", "devstore (Shopify store, shop sha256:0123456789ab)") in facts
    assert ("Served by mock", "", "as requested") in facts
    assert ("Profile", "", "core") in facts
    assert ("Scenarios", DIGEST, "sha256:0123456789ab (24 files)") in facts
    assert [full for name, full, _ in facts if name.startswith("Schema")] == [DIGEST, DIGEST]


def test_a_version_that_another_served_is_told() -> None:
    """A store that answers an old version with a newer one does not hide it."""
    asked = (AskedVersion("2025-10", ("2026-01",), DIGEST), AskedVersion("2026-10", ("2026-10",), DIGEST))
    facts = TargetFacts("mock", "mock", is_shopify=False, versions=asked)
    text = html.render(run(verdict("a", "a"), targets=(facts,)))
    assert "<dt>Served</dt><dd>2025-10 by 2026-01; 2026-10 by 2026-10</dd>" in text


def test_coverage_of_the_contract() -> None:
    """What was touched is counted, what was not is said to be so, and what can't be reached says why."""
    text = re.sub(r"<[^>]+>", "", html.render(full_run()))
    assert "Input fields 1 of 2" in text
    assert "Error codes 1 of 1, 1 unreachable" in text
    assert "○ tags not touched" in text
    assert "METAFIELD_MISMATCH unreachable: CustomerSetInput has no field metafields" in text


def test_known_failures_have_owner_and_days_left() -> None:
    """The table names who looks after each and until when; the verdict counts it all the same."""
    text = html.render(full_run())
    section = text[text.index('<section id="known"') : text.index('<section id="cost"')]
    for part in ("Ada", "2026-12-12", "17 days", "The store trims notes.", "https://tracker.example/12"):
        assert part in section
    assert "1 of 2 failed cases is a known failure." in text
    assert ">Not conformant: 1 of 2 tested MUST requirements is broken" in text


def test_cost_and_time_by_area() -> None:
    """Requests, points, retries and seconds are added up."""
    text = html.render(full_run())
    section = re.sub(r"\s*<[^>]+>\s*", "|", text[text.index('<section id="cost"') :])
    assert "|update||6||6||44||0||1.50 s|" in re.sub(r"\|{2,}", "||", section)


def test_data_is_a_report_like_report_json() -> None:
    """What is embedded is what report.json holds, to the last entry."""
    example = full_run()
    data = _Page(html.render(example)).scripts[0]
    assert json.loads(data) == json_report.to_dict(example)


def test_page_without_a_script_has_the_matrix() -> None:
    """Areas by targets and versions stand in the page, with words for each outcome."""
    text = html.render(full_run())
    table = text[text.index('id="explorer"') : text.index('id="scriptless"')]
    rows = [
        re.sub(r"<[^>]+>", " ", line).split()
        for line in table.splitlines()
        if line.startswith('<tr><th scope="row">')
    ]
    assert rows[1][:7] == ["update", "✓", "2", "passed", "◐", "1", "known"]


def test_sections_appear_only_when_needed() -> None:
    """A passing run has no section on failures, discoveries or errors."""
    passing = html.render(run(verdict("a", "a")))
    for anchor in ("broken", "errors", "known", "coverage", "cost"):
        assert f'<section id="{anchor}"' not in passing
        assert f'href="#{anchor}"' not in passing
    found = verdict("a", "a", status=Status.DISCOVERY, mismatches=(mismatch("a", evidence=Evidence.ASSUMED),))
    assert '<li class="discovery">' in html.render(run(found, is_shopify=True))


def test_empty_run_says_so() -> None:
    """A run without a case says that nothing is known."""
    text = html.render(run())
    assert "No case was run, so nothing is known about the target." in text
    assert "The catalogue holds no requirement." in text


def test_links_within_the_page_have_targets() -> None:
    """Every link to a section, a requirement, a case or a search leads somewhere."""
    example = full_run()
    page = _Page(html.render(example))
    links = {unquote(link[1:]) for link in page.attributes("href") if link.startswith("#")}
    cases = {f"{each.id}@{each.target}" for each in example.verdicts}
    opened = {link.removeprefix("open=") for link in links if link.startswith("open=")}
    searched = {link for link in links if link.startswith("q=")}
    assert opened
    assert opened <= cases
    assert searched
    assert {link for link in links if "=" not in link} <= set(page.attributes("id"))


def test_tokens_do_not_reach_the_page() -> None:
    """A page that is rendered straight from a run is redacted too."""
    token = "shpat_" + "0123456789abcdef" * 2
    broken = verdict("a", "a", status=Status.FAILED, exchanges=(exchange(token.encode()),), reason=token)
    assert "shpat_" not in html.render(run(broken))
