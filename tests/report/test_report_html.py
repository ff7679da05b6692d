"""report.html."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from report_samples import exchange, failing_run, mismatch, row, run, verdict

from conformance.report import html
from conformance.verdict import Evidence, Status

VOID = frozenset({"meta", "link", "input", "br"})


class _Page(HTMLParser):
    """Collects what a test asks about, and checks that every element is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.marked: list[str] = []
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
        if self._open and self._open[-1] == "mark":
            self.marked.append(data)
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
    assert len(page.scripts) == 1
    assert "alert(1)" not in page.scripts[0]
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


def test_mismatch_is_marked_in_the_answer() -> None:
    """The line that a mismatch points at is marked, with what was expected beside it."""
    text = html.render(failing_run())
    assert _Page(text).marked == ['        "note": null']
    assert '<span class="note">expected &#34;called back&#34;</span>' in text


def test_failure_shows_how_to_repeat_it() -> None:
    """A failed case has its pytest command, and each request its curl command without a credential."""
    text = html.render(failing_run())
    assert (
        "pytest &#39;scenarios/update.yaml::update/note[2026-10]&#39; --target=mock --api-version=2026-10 --seed=7f3a"
        in text
    )
    assert "curl -sS &#34;http://127.0.0.1:$PORT/admin/api/2026-10/graphql.json&#34;" in text
    assert "X-Shopify-Access-Token: $SHOPIFY_ACCESS_TOKEN" in text


def test_untested_requirement_does_not_read_as_passed() -> None:
    """A requirement that nothing proves has its own status."""
    text = html.render(run(verdict("a", "a"), requirements=(row("a"), row("b"))))
    statuses = dict(
        re.findall(r'<tr id="req-(\w+)" data-in="requirements" data-level="MUST" data-status="(\w+)"', text)
    )
    assert statuses == {"a": "passed", "b": "untested"}


def test_sections_appear_only_when_needed() -> None:
    """A passing run has no section on failures, discoveries or errors."""
    passing = html.render(run(verdict("a", "a")))
    for title in ("What is broken", "Discoveries", "Without a verdict"):
        assert title not in passing
    found = verdict("a", "a", status=Status.DISCOVERY, mismatches=(mismatch("a", evidence=Evidence.ASSUMED),))
    assert "Discoveries" in html.render(run(found, is_shopify=True))


def test_empty_run_says_so() -> None:
    """A run without a case says that nothing is known."""
    text = html.render(run())
    assert "No case was run, so nothing is known about the target." in text
    assert "The catalogue holds no requirement." in text


def test_links_within_the_page_have_targets() -> None:
    """Every link to a requirement or a case leads somewhere."""
    page = _Page(html.render(failing_run()))
    targets = {link[1:] for link in page.attributes("href") if link.startswith("#")}
    assert targets >= {"main", "req-scalar.stored", "case-1", "case-2"}
    assert targets <= set(page.attributes("id"))


def test_tokens_do_not_reach_the_page() -> None:
    """A page that is rendered straight from a run is redacted too."""
    token = "shpat_" + "0123456789abcdef" * 2
    broken = verdict("a", "a", status=Status.FAILED, exchanges=(exchange(token.encode()),), reason=token)
    assert "shpat_" not in html.render(run(broken))


def test_detail_is_bounded() -> None:
    """Requests and responses are shown for 100 cases, the others say where theirs are."""
    cases = [
        verdict(f"c{n}", "a", status=Status.FAILED, mismatches=(mismatch("a"),), exchanges=(exchange({}),))
        for n in range(103)
    ]
    text = html.render(run(*cases))
    assert text.count('<details class="call"') == 100
    assert text.count("report.json has these too") == 3
