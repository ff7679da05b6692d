"""The naive shop fails, and for the right reasons: what it breaks is held here, requirement by requirement."""

from __future__ import annotations

from judged import Direct, judge, one_case_each
from second_shop.naive import NaiveShop

from conformance.verdict import Profile

BREAKS = {
    "errors of the schema are worded as graphql-core does, without codes and with `data: null`": """
        identify.custom-id-key identify.exactly-one identify.known-keys identify.malformed-id
        identify.other-type read.exactly-one schema.coercion schema.directive-defined schema.errors-together
        schema.literal-checked schema.locations schema.missing-argument schema.no-cost schema.no-data schema.non-null
        schema.operation-name schema.parse-error schema.selection-checked schema.undefined-argument
        schema.one-of-literal schema.undefined-field schema.unknown-input-field schema.variable-checked schema.variable-type-checked
        schema.variable-used tax.exemptions-enum tax.exemptions-enum-order""",
    "user errors have no codes, and paths without `input`": """
        error.codes error.taken identity.email-unique identity.phone-unique upsert.conflict-refused""",
    "values are stored as they came, or refused for no reason": """
        address.content-checked address.country-checked address.error-index address.province-checked address.too-long
        email.format-checked email.format-details email.length-limit error.all-at-once error.atomic list.size-error
        list.size-limit
        locale.checked name.length-limit note.length-limit phone.format-checked phone.length-limit tags.count-limit
        tags.length-limit""",
    "null and blank are stored, also where the type allows no null": """
        address.blank-is-null error.http-ok identity.cannot-be-removed identity.required invariant.customer-or-errors
        response.typename scalar.blank-clears scalar.empty-locale scalar.null-keeps-locale tax.exempt-not-null""",
    "nothing is normalised": """
        address.phone-normalised address.trimmed email.case-ignored email.lower-cased email.spaces-removed
        phone.normalised read.email-normalised tags.comma-separated tags.sorted tags.sorted-ignoring-case tags.trimmed
        tags.unique tax.exemptions-unique upsert.email-any-spelling upsert.phone-any-spelling""",
    "nothing is derived of an address": """
        address.country-by-name address.country-code-wins address.country-derived address.country-derived-elsewhere
        address.formatted-area address.names-inherited address.zoneless-country""",
    "tags and addresses are added to those that are there": """
        address.default-first address.duplicates-merged address.inline-id address.inline-id-on-create
        address.inline-id-unknown address.new-ids address.order invariant.lists-replaced
        invariant.repeat-changes-nothing list.empty-clears list.replaced scalar.omitted-unchanged tags.overwritten
        update.value-passed upsert.email-creates""",
    "exemptions that are left out are lost": """
        invariant.omitted-unchanged list.null-keeps-exemptions list.omitted-unchanged tax.independent""",
    "whoever is not found is made, and the identifier is not held against the input": """
        error.not-found identify.deleted-id identify.field-required identify.id-never-creates identify.id-not-allowed
        identify.must-match invariant.id-stable-on-update response.serial update.input-id update.input-id-unknown""",
    "an id is the number of customers there are": """
        delete.frees-identity id.never-reused invariant.id-new-on-create""",
    "there are no definitions, nodes and refused deletions": """
        create.without-identifier delete.unknown read.custom-id-definition-required read.node
        upsert.custom-id-definition-error upsert.custom-id-definition-required""",
    "laws and stories see the same once more: added lists, raw spellings, ids by number, errors without codes": """
        explore.as-modelled explore.error-taxonomy law.null-or-omitted law.refused-is-nothing law.routes-agree
        law.set-twice law.some-order law.spellings-agree""",
    "it costs nothing, whatever is asked": """
        cost.connection cost.contact-objects cost.mutation cost.query cost.refused""",
    "searches, headers, versions and the rest of a shop are not there": """
        access.deprecation-header access.request-id address.country-codes cost.debug-header cost.nodes-and-edges
        cost.single-query-limit identify.malformed-contact identity.email-current-only read.count-ignores-filters
        read.search-in-the-end read.search-quoted read.search-sorted read.shop schema.literal-gid schema.undefined-type
        upsert.custom-id-capability upsert.email-updates upsert.phone-creates version.falls-forward
        version.fields-come-with-versions version.listed version.unknown-not-found""",
}
"""The requirements that the naive shop breaks, by what is naive about it."""


def test_naive_shop_breaks_just_these_requirements() -> None:
    """Each requirement that the run reports is one we know a reason for, and each that we know is reported."""
    verdicts = judge(Direct(NaiveShop(tells_cost=True)), one_case_each(), seed="naive")
    broken = {mismatch.requirements[0] for verdict in verdicts for mismatch in verdict.mismatches}
    known = [name for names in BREAKS.values() for name in names.split()]
    assert sorted(broken) == sorted(known)


def test_naive_shop_keeps_what_it_does_right() -> None:
    """The plain flow passes: a fault in one place is not charged to everything else."""
    wanted = {
        "create/without-identifier-makes-a-customer",
        "delete/deleted-customer-is-gone",
        "reads/unknown-id-is-null",
        "responses/aliases-name-the-answer",
        "responses/fragments-select",
        "update/by-id-updates-that-customer",
    }
    cases = [case for case in one_case_each() if case.scenario.id in wanted]
    verdicts = judge(Direct(NaiveShop(tells_cost=True)), cases, seed="naive")
    assert {verdict.scenario: verdict.status for verdict in verdicts} == dict.fromkeys(wanted, "passed")


def test_missing_cost_is_called_that_and_nothing_else() -> None:
    """A shop that does not speak of cost breaks that invariant wherever it otherwise does well, and is fit for the core."""
    cases = [case for case in one_case_each("MUST") if case.scenario.area in {"responses", "update"}]
    silent, with_cost, core = (
        judge(Direct(NaiveShop(tells_cost=told)), cases, seed="naive", profile=profile)
        for told, profile in ((False, Profile.EXACT), (True, Profile.CORE), (False, Profile.CORE))
    )
    well = [told.scenario for told in with_cost if not told.mismatches]
    assert len(well) > 10
    assert [told.scenario for told in core if not told.mismatches] == well
    for told in silent:
        if told.scenario in well:
            assert {mismatch.requirements[0] for mismatch in told.mismatches} == {"invariant.cost-coherent"}
