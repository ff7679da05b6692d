"""Every mistake in a scenario file is told with its place, what is wrong, and the nearest known word."""

from __future__ import annotations

import pytest
from scenario.scenario_texts import HEAD, REQUIREMENTS, body_problems, file_text, problems

from conformance.scenario import Problem, lint_text, render_problems

WHEN = "when: {input: {firstName: Ada}}"


def test_a_right_file_has_no_problem() -> None:
    """The file that the other tests break is right."""
    assert body_problems(WHEN) == []


def test_problem_shows_line_and_caret() -> None:
    """A problem is shown like a compiler's."""
    _, (problem,) = lint_text(file_text("when: {imput: {firstName: Ada}}"), "lists/one.yaml", REQUIREMENTS)
    assert str(problem).splitlines() == [
        'lists/one.yaml:7:12: Unknown key "imput" in `when`. Did you mean "input"?',
        "    when: {imput: {firstName: Ada}}",
        "           ^",
    ]
    assert problem == Problem(
        "lists/one.yaml",
        7,
        12,
        'Unknown key "imput" in `when`.',
        'Did you mean "input"?',
        "    when: {imput: {firstName: Ada}}",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[]", ["1:1: A scenario file must be a mapping, not a list."]),
        ("area: x", ['1:1: A scenario file needs "scenarios".']),
        (
            "area: x\nscenario: []",
            ['2:1: Unknown key "scenario" in a scenario file. Did you mean "scenarios"?'],
        ),
        ("area: x\nscenarios: {}", ["2:12: `scenarios` must be a list, not a mapping."]),
        ("area: [x]\nscenarios: []", ["1:7: The area must be text, not a list."]),
        ("area: ''\nscenarios: []", ["1:7: The area is empty."]),
        ("area: x\narea: y\nscenarios: []", ['2:1: "area" stands there twice.']),
        ("area: x\n[a]: y\nscenarios: []", ["2:1: A key must be a word."]),
        ("area: x\nscenarios: [one]", ['2:13: A scenario must be a mapping, not "one".']),
        (
            "area: x\nscenarios:\n  - {id: a/b}",
            [
                '3:5: A scenario needs "title", "proves", "evidence".',
                "3:5: A step takes exactly one of when, read, delete, call, parallel; this one has none.",
            ],
        ),
        (
            file_text(WHEN) + file_text(WHEN).split("scenarios:\n")[1],
            ['8:5: The id "lists/one" is taken by the scenario on line 3.'],
        ),
    ],
)
def test_files(text: str, expected: list[str]) -> None:
    """What is wrong with a file as a whole."""
    assert problems(text) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("lists/one", "One", '3:9: "One" is no scenario id; they look like area/what-holds.'),
        ("list.one", "list.on", '5:14: There is no requirement "list.on". Did you mean "list.one"?'),
        ("list.one", "tax.any", '5:14: There is no requirement "tax.any". Known: list.one, list.two.'),
        ("list.one", "list.one, list.one", '5:24: "list.one" stands there twice.'),
        ("[list.one]", "[]", "5:13: `proves` names no requirement."),
        ("[list.one]", "list.one", '5:13: `proves` must be a list, not "list.one".'),
        ("documented", "document", '6:15: `evidence` can\'t be "document". Did you mean "documented"?'),
        ("documented", "null", '6:15: `evidence` can\'t be "null". Known: documented, observed, assumed.'),
        ("title", "titel", '4:5: Unknown key "titel" in a scenario. Did you mean "title"?'),
    ],
)
def test_heads(old: str, new: str, expected: str) -> None:
    """What is wrong with the keys that every scenario has."""
    assert problems(HEAD.replace(old, new) + f"    {WHEN}\n") == [expected]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            f"since: 2026-03\n{WHEN}",
            (
                '7:12: No schema is bundled for API version "2026-03". Did you mean "2026-10"? '
                "Bundled: 2025-10, 2026-01, 2026-04, 2026-07, 2026-10, unstable."
            ),
        ),
        (
            f"since: 2026-10\nuntil: 2026-01\n{WHEN}",
            "8:12: `until` 2026-01 is before `since` 2026-10, so it applies to no version.",
        ),
        (f"source: ''\n{WHEN}", "7:13: `source` is empty."),
        (
            f"{WHEN}\nread: {{id: x}}",
            "3:5: A step takes exactly one of when, read, delete, call, parallel; this one has when and read.",
        ),
        ("steps: []", "7:12: There are no steps."),
        (f"steps:\n  - {WHEN}\nthen: {{}}", "9:11: `then` belongs into one of the `steps`, or `steps` goes."),
        ("steps: [{wehn: {}}]", '7:14: Unknown key "wehn" in a step. Did you mean "when"?'),
        ("when: {}", '7:11: `when` needs "input".'),
        ("when: {input: null}", "7:19: `input` must be a mapping, not null."),
        (
            "when: {input: {firstName: Ada}, inline: yes}",
            '7:45: `inline` can\'t be "yes". Known: true, false.',
        ),
        ("delete: {}", '7:13: `delete` needs "id".'),
        ("delete: {id: x, email: a}", '7:21: Unknown key "email" in `delete`. Known: id.'),
        ("read: {}", "7:11: `read` takes exactly one of id, email, phone, customId."),
        ("read: {id: a, email: b}", "7:11: `read` takes exactly one of id, email, phone, customId."),
        ("read: {emial: a}", '7:12: Unknown key "emial" in `read`. Did you mean "email"?'),
        ("read: x", '7:11: `read` must be a mapping, not "x".'),
        ("call: {variables: {}}", '7:11: `call` needs "document".'),
        ("call: {document: x, variables: [1]}", "7:36: `variables` must be a mapping."),
        (
            "parallel: {times: 1, when: {input: {firstName: Ada}}}",
            "7:23: `times` must be a whole number from 2 to 50.",
        ),
        (
            "parallel: {times: many, when: {input: {firstName: Ada}}}",
            "7:23: `times` must be a whole number from 2 to 50.",
        ),
        ("parallel: {times: 2}", '7:15: `parallel` needs "when".'),
        ("given: []\n" + WHEN, "7:12: `given` must be a mapping, not a list."),
        ("given: {definition: {}}\n" + WHEN, '7:25: A definition needs "key".'),
        (
            "given: {customers: {unique: {firstName: Ada}}}\n" + WHEN,
            '7:25: "unique" means something of its own and can\'t be a name.',
        ),
    ],
)
def test_steps(body: str, expected: str) -> None:
    """What is wrong with what is sent and what is given."""
    assert body_problems(body) == [expected]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("{frstName: Ada}", '7:20: CustomerSetInput has no field "frstName". Did you mean "firstName"?'),
        (
            "{addresses: [{street: x}]}",
            (
                '7:33: MailingAddressInput has no field "street". Known: address1, address2, city, company, country, '
                "countryCode, firstName, id, lastName, phone, province, provinceCode, zip."
            ),
        ),
        ("{taxExempt: yes}", '7:31: "yes" is no Boolean. Write true or false.'),
        ("{taxExempt: 1}", '7:31: "1" is no Boolean. Write true or false.'),
        (
            "{taxExemptions: [CA_STATUS_CARD]}",
            '7:36: TaxExemption has no value "CA_STATUS_CARD". Did you mean "CA_STATUS_CARD_EXEMPTION"?',
        ),
        ("{addresses: [{countryCode: XX}]}", '7:46: CountryCode has no value "XX".'),
        (
            "{tags: [a, null]}",
            "7:30: String! does not take null. To send it all the same, expect top-level `errors`.",
        ),
        ("{firstName: [Ada]}", "7:31: String takes no list."),
        ("{firstName: {a: b}}", "7:31: String takes no mapping."),
        ("{addresses: [Ottawa]}", '7:32: MailingAddressInput! must be a mapping, not "Ottawa".'),
        ("{firstName: Ada, firstName: Bob}", '7:36: "firstName" stands there twice.'),
    ],
)
def test_inputs(sent: str, expected: str) -> None:
    """What the schema would refuse is told before anything is sent."""
    assert body_problems(f"when: {{input: {sent}}}") == [expected]


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("{emial: a}", 'CustomerSetIdentifiers has no field "emial". Did you mean "email"?'),
        (
            "{id: a, email: b}",
            (
                "CustomerSetIdentifiers takes exactly one key, and not as null. "
                "To send another number, expect top-level `errors`."
            ),
        ),
        (
            "{email: null}",
            (
                "CustomerSetIdentifiers takes exactly one key, and not as null. "
                "To send another number, expect top-level `errors`."
            ),
        ),
        ("{customId: {key: a}}", 'UniqueMetafieldValueInput needs "value".'),
        ("a", 'CustomerSetIdentifiers must be a mapping, not "a".'),
    ],
)
def test_identifiers(identifier: str, expected: str) -> None:
    """The identifier takes exactly one key."""
    (found,) = body_problems(f"when: {{identifier: {identifier}, input: {{firstName: Ada}}}}")
    assert found.split(": ", 1)[1] == expected


@pytest.mark.parametrize(
    "sent",
    [
        "{input: {nickname: x}}",
        "{input: {taxExempt: yes}}",
        "{input: {tags: [null]}}",
        "{input: {taxExemptions: [NONE]}}",
        "{input: null}",
        "{identifier: {}, input: {firstName: Ada}}",
        "{identifier: {id: a, email: b}, input: {firstName: Ada}}",
        "{identifier: {customId: {key: a}}, input: [1]}",
    ],
)
def test_anything_may_be_sent_where_errors_are_expected(sent: str) -> None:
    """A step that expects top-level errors may be against the schema."""
    assert body_problems(f"when: {sent}\nthen: {{errors: [{{code: INVALID_VARIABLE}}]}}") == []


@pytest.mark.parametrize("errors", ["[]", "null", ""])
def test_no_errors_expected_is_no_licence(errors: str) -> None:
    """An empty list of errors does not allow what the schema forbids."""
    found = body_problems(f"when: {{input: {{nickname: x}}}}\nthen: {{errors: {errors}}}")
    assert [each.split(". ")[0] for each in found] == ['7:20: CustomerSetInput has no field "nickname"']


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        ("{custmer: x}", 'Unknown key "custmer" in `then`. Did you mean "customer"?'),
        ("[]", "`then` must be a mapping, not a list."),
        ("{customer: Ada}", 'Customer must be a mapping, not "Ada".'),
        (
            "{customer: {frstName: x}}",
            'Customer has no "frstName" in what the harness selects. Did you mean "firstName"?',
        ),
        (
            "{customer: {market: x}}",
            'Customer has no "market" in what the harness selects. For other fields, `call` a document of your own.',
        ),
        ("{customer: {tags: a}}", '[String] must be a list, not "a".'),
        ("{customer: {note: [a]}}", "String is no list."),
        ("{customer: {taxExempt: 1}}", '"1" is no Boolean. Write true or false.'),
        (
            "{customer: {state: ON}}",
            'CustomerState has no value "ON". Known: DECLINED, DISABLED, ENABLED, INVITED.',
        ),
        (
            "{customer: {addresses: [{countryCode: CA}]}}",
            'MailingAddress has no "countryCode" in what the harness selects. Did you mean "countryCodeV2"?',
        ),
        (
            "{customer: {email: a, defaultEmailAddress: {emailAddress: a}}}",
            '"defaultEmailAddress" says again what defaultEmailAddress is.',
        ),
        (
            "{customer: {note: {regx: a}}}",
            'String has no fields, and "regx" is no matcher. Did you mean "regex"?',
        ),
        (
            "{customer: {note: {regex: a, length: 1}}}",
            "String has no fields; a matcher has exactly one key.",
        ),
        (
            "{customer: {note: {regex: '('}}}",
            "`regex` takes a regular expression, and this is none: missing ), unterminated subpattern at position 0.",
        ),
        ("{customer: {note: {any: yes}}}", "`any` takes only true."),
        ("{customer: {tags: {length: many}}}", "`length` takes a whole number from 0 up."),
        ("{customer: {tags: {unordered: a}}}", 'The argument of `unordered` must be a list, not "a".'),
        ("{customer: {note: {unordered: [a]}}}", "String is no list."),
        ("{userErrors: [{cod: TAKEN}]}", 'CustomerSetUserError has no "cod". Did you mean "code"?'),
        (
            "{userErrors: [{code: TAKE}]}",
            'CustomerSetUserErrorCode has no value "TAKE". Did you mean "TAKEN"?',
        ),
        ("{userErrors: [{field: input}]}", '[String] must be a list, not "input".'),
        ("{strictness: code}", "`strictness` is about `userErrors` and `errors`; neither is written."),
        (
            "{userErrors: [], strictness: loose}",
            '`strictness` can\'t be "loose". Known: code, field, exact.',
        ),
        ("{errors: [{kode: X}]}", 'TopLevelError has no "kode". Did you mean "code"?'),
        ("{http: {code: 200}}", 'Unknown key "code" in `http`. Known: status, headers.'),
        ("{cost: {real: 10}}", 'Unknown key "real" in `cost`. Known: requested, actual.'),
        (
            "{deleted: x}",
            (
                "`deleted` says nothing about `when`, whose `then` takes customer, userErrors, strictness, errors, http, "
                "changed, cost."
            ),
        ),
        (
            "{changed: [note]}",
            "`changed` compares with before, and this call names no customer that exists.",
        ),
    ],
)
def test_expectations(then: str, expected: str) -> None:
    """What can't be expected is told."""
    (found,) = body_problems(f"when: {{input: {{firstName: Ada}}}}\nthen: {then}")
    assert found.split(": ", 1)[1] == expected


def test_changed_names_fields() -> None:
    """A field that can't change is told."""
    found = body_problems(
        """
        given: {customer: {firstName: Ada}}
        when: {identifier: {id: "${customer.id}"}, input: {note: x}}
        then: {changed: [nota, email, defaultAddress.city]}
        """
    )
    assert found == ['9:22: Customer has no "nota" here. Did you mean "note"?']


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("${custmer.id}", 'Nothing is called "custmer" here. Did you mean "customer"?'),
        ("${customer.emial}", 'Customer has no "emial" here. Did you mean "email"?'),
        ("${customer.addresses.first.id}", '"first" is no index of a list; write 0 for its first element.'),
        ("${customer.note.x}", 'String has nothing below it, so not "x".'),
        (
            "${unique.fax}",
            '"fax" can\'t be generated; unique takes one of email, phone, key, tag, name, value, and a number.',
        ),
        (
            "${unique.email.0}",
            (
                '"email" can\'t be generated; unique takes one of email, phone, key, tag, name, value, and a number. '
                'Did you mean "email"?'
            ),
        ),
        ("${gid.known}", "Only ${gid.unknown} can be generated."),
        (
            "${text.long}",
            "A number from 0 to 1000000 must follow, as in ${text.256}, ${tags.251} or ${addresses.2}.",
        ),
        ("${n}", "${n} is known only inside `parallel`."),
        ("${schema.TaxExemption}", "${schema...} stands only for a whole column of `cases`."),
        ("${definition.key}", 'Nothing is called "definition" here.'),
        ("${later}", 'Nothing is called "later" here.'),
        ("${}", '"${}" is no reference; they look like ${customer.id}.'),
        ("${a b}", '"${a b}" is no reference; they look like ${customer.id}.'),
        ("${customer.id", '"${" is not closed. Write $${ for the characters themselves.'),
    ],
)
def test_references(reference: str, expected: str) -> None:
    """A reference that can never be filled in is told before the run."""
    (found,) = body_problems(
        f"""
        given: {{customer: {{firstName: Ada}}}}
        steps:
          - when: {{identifier: {{id: "${{customer.id}}"}}, input: {{note: "{reference}"}}}}
            save: {{later: customer}}
        """
    )
    assert found.split(": ", 1)[1] == expected


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (f"{WHEN}\nsave: {{a: customr.id}}", "What is saved from `when` begins with customer or data."),
        (f"{WHEN}\nsave: {{a: customer.idd}}", 'Customer has no "idd" here.'),
        (f"{WHEN}\nsave: {{unique: customer}}", '"unique" means something of its own and can\'t be a name.'),
        (
            f"{WHEN}\nsave: {{a b: customer}}",
            'A saved name must be a word of letters, digits, "_" and "-", not "a b".',
        ),
        ("delete: {id: x}\nsave: {a: customer.id}", "What is saved from `delete` begins with data."),
        (
            "parallel: {times: 2, when: {input: {firstName: Ada}}}\nsave: {a: customer}",
            "The answers to `parallel` are several, so nothing can be saved of them.",
        ),
    ],
)
def test_saves(step: str, expected: str) -> None:
    """What can't be saved is told."""
    (found,) = body_problems(step)
    assert found.split(": ", 1)[1] == expected


@pytest.mark.parametrize(
    ("cases", "expected"),
    [
        ("[]", "`cases` must be a mapping, not a list."),
        ("{}", "`cases` is empty. Give a column, {field: [firstName, note]}, or rows by label."),
        ("{a: [1], b: 2}", 'The column "b" must be a list, or an enum: "${schema.TaxExemption}".'),
        ("{a: []}", 'The column "a" is empty.'),
        ("{a: x}", 'The column "a" must be a list, or an enum: "${schema.TaxExemption}".'),
        (
            '{a: "${schema.TaxExemptions}"}',
            'The harness knows no enum "TaxExemptions". Did you mean "TaxExemption"?',
        ),
        ("{customer: [a]}", '"customer" means something of its own and can\'t be a name.'),
        ("{a: [[1]]}", "Values that are not scalars need labels. Write {label: {column: value}}."),
        ("{a: [x y, x-y]}", 'Two cases would be called "x-y". Give them labels: {label: {column: value}}.'),
        ("{one: {a: 1}, two: {b: 1}}", 'The row "two" must have the columns of the first: a.'),
        (
            "{'one two': {a: 1}}",
            '"one two" is no label; it takes up to 60 characters, without spaces and brackets.',
        ),
    ],
)
def test_tables(cases: str, expected: str) -> None:
    """What is no table is told."""
    (found,) = body_problems(f"cases: {cases}\n{WHEN}")
    assert found.split(": ", 1)[1] == expected


def test_table_holds_no_expected_customer() -> None:
    """A whole expected tree in a table would keep its short names, so it is refused."""
    found = body_problems(
        """
        cases: {one: {wanted: {email: a@example.com}}}
        when: {input: {email: a@example.com}}
        then: {customer: "${wanted}"}
        """
    )
    assert found == [
        "9:22: A table can't hold a whole expected tree. Write the tree here, with references in it."
    ]


def test_all_problems_are_told_in_the_order_of_lines() -> None:
    """One run of the linter is enough."""
    found = body_problems(
        """
        since: 2026-02
        when: {input: {nme: x, taxExempt: ja}, inlin: true}
        then: {customer: {nots: x}}
        """
    )
    assert [each.split(": ")[0] for each in found] == ["7:12", "8:20", "8:39", "8:44", "9:23"]


def test_at_most_fifteen_lines_a_file() -> None:
    """Many problems are told in 15 lines, the first of them in full."""
    wrong = "\n".join(f"    key{number}: x" for number in range(30))
    _, found = lint_text(file_text(WHEN) + wrong, "x.yaml", REQUIREMENTS)
    lines = render_problems(found).splitlines()
    assert len(found) == 30
    assert len(lines) == 15
    assert lines[:3] == ['x.yaml:8:5: Unknown key "key0" in a scenario.', "    key0: x", "    ^"]
    assert lines[-1] == "... and 24 more"


@pytest.mark.parametrize("count", range(1, 12))
def test_no_problem_is_lost_or_told_twice(count: int) -> None:
    """However many there are, each is shown or counted."""
    found = [Problem("x.yaml", number, 1, f"Problem {number}.", "", "text") for number in range(1, count + 1)]
    lines = render_problems(found).splitlines()
    shown = [line for line in lines if line.startswith("x.yaml:")]
    more = int(lines[-1].split()[2]) if lines[-1].startswith("...") else 0
    assert len(lines) <= 15
    assert [line.split(":")[1] for line in shown] == [str(number) for number in range(1, len(shown) + 1)]
    assert len(shown) + more == count


def test_files_are_told_one_after_the_other() -> None:
    """Each file has its own 15 lines."""
    found = [Problem(path, 1, 1, "Is empty.") for path in ("a.yaml", "b.yaml")]
    assert render_problems(found) == "a.yaml:1:1: Is empty.\nb.yaml:1:1: Is empty."


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("requires: [wings]\nwhen: {input: {note: x}}", 'No target is asked for "wings".'),
        ("requires: [scope.]\nwhen: {input: {note: x}}", 'No target is asked for "scope.".'),
        (
            "call: {document: x, token: wrong}",
            "A step sends the token wrong: the scenario must say `requires: [token]`.",
        ),
        (
            "requires: [token]\ncall: {document: x, token: starved}",
            "A step sends the token starved: the scenario must say `requires: [token.starved]`.",
        ),
        (
            "requires: [token]\ncall: {document: x, token: shpat.1}",
            '"shpat.1" is no name of a token. Never write a token itself; name one.',
        ),
        (
            "call: {document: x, headers: {Authorization: Bearer x}}",
            "A credential such as Authorization never stands in a file. Name a `token`.",
        ),
        ("call: {document: x, version: ../x}", '"../x" can\'t stand in an address as an API version.'),
        (
            "when: {input: {note: x}}\neventually: {within: 5}",
            "Only read and call can be played again; `when` writes.",
        ),
        ("pause: 0\nwhen: {input: {note: x}}", "`pause` must be a whole number from 1 to 300."),
        ("call: {document: x}\neventually: {within: 0}", "`within` must be a whole number from 1 to 300."),
        ("call: {document: x}\neventually: {}", '`eventually` needs "within".'),
        (
            "call: {document: x}\neventually: {within: 1, halt: {userErrors: []}}",
            "`halt` takes customer, data, errors, http and cost, not userErrors.",
        ),
        ("cases: {a: [x]}\nexcept: [x]\nwhen: {input: {note: '${a}'}}", "`except` leaves no case."),
        ("cases: {a: [x, y]}\nexcept: [z]\nwhen: {input: {note: '${a}'}}", 'The table has no "z".'),
    ],
)
def test_what_a_scenario_can_not_ask_for_is_told(body: str, expected: str) -> None:
    """Of the target, of a call, of waiting and of the table."""
    (found,) = body_problems(body)
    assert found.split(": ", 1)[1].startswith(expected)


def test_a_word_with_a_line_break_is_told_in_one_line() -> None:
    """A message is one line, whatever the file holds, and a blank word is no word."""
    found = body_problems('since: "2026\\n10"\nevidence: "\\r"\nwhen: {input: {note: x}}')
    assert any("2026?10" in line for line in found)
    assert all("\n" not in line and "\r" not in line for line in found)
