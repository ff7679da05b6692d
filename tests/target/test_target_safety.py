"""Proof before writing, and the budget."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from script_target import Script, answer

from conformance.errors import BudgetError, UnreachableError, UnsafeError
from conformance.target.account import Account
from conformance.target.address import Address
from conformance.target.permission import Budget, Permission
from conformance.target.safety import Guard, Tally, judge, tally_files
from conformance.target.writes import Effect
from conformance.versions import NEWEST_STABLE
from conformance.wire import Response

if TYPE_CHECKING:
    from pathlib import Path

URL = "https://my-store.myshopify.com/admin/api/{version}/graphql.json"
ALLOWED = Permission(frozenset({"my-store.myshopify.com"}), writes=True)
STORE = Address("shop", URL, "t", is_shopify=True, permission=ALLOWED)
GATEWAY = Address("gateway", "https://gateway.example/graphql")
CREATE = Effect(is_write=True, makes=True, customers=True)
UPDATE = Effect(is_write=True, makes=True)
DELETE = Effect(is_write=True, deletes=True)


def shop(**said: Any) -> dict[str, Any]:
    """Return the shop of an answer that proves everything, with changes."""
    return {
        "name": "x",
        "myshopifyDomain": "my-store.myshopify.com",
        "plan": {"partnerDevelopment": True},
        **said,
    }


PROOF = answer({"data": {"shop": shop()}})


def test_a_development_store_that_is_listed_and_allowed_is_safe() -> None:
    """All three together."""
    proof = judge(PROOF, STORE)
    assert (proof.objections, proof.domain, proof.is_development) == ((), "my-store.myshopify.com", True)


UNREADABLE = {
    "an error beside it": answer({"data": {"shop": shop()}, "errors": [{"message": "x"}]}),
    "another status": answer({"data": {"shop": shop()}}, 203),
    "no JSON": Response(200, {}, b"<html>"),
    "no data": answer({"data": None}),
    "no shop": answer({"data": {"shop": None}}),
    "no plan": answer({"data": {"shop": shop(plan=None)}}),
    "a text": answer({"data": {"shop": shop(plan={"partnerDevelopment": "true"})}}),
    "a number": answer({"data": {"shop": shop(plan={"partnerDevelopment": 1})}}),
    "a null": answer({"data": {"shop": shop(plan={"partnerDevelopment": None})}}),
    "a list": answer([{"data": {"shop": shop()}}]),
}


@pytest.mark.parametrize("response", UNREADABLE.values(), ids=list(UNREADABLE))
def test_a_proof_that_can_t_be_read_is_none(response: Response) -> None:
    """It fails closed: whatever is not plainly true is a no."""
    proof = judge(response, STORE)
    assert proof.is_development is None
    assert "can't be read" in proof.objections[0]


def test_a_store_that_sells_is_refused() -> None:
    """Whatever else is allowed."""
    proof = judge(answer({"data": {"shop": shop(plan={"partnerDevelopment": False})}}), STORE)
    assert len(proof.objections) == 1
    assert "is false" in proof.objections[0]


@pytest.mark.parametrize(
    ("domain", "said"),
    [
        ("other.myshopify.com", "asked at my-store.myshopify.com, it calls itself other.myshopify.com"),
        (None, "can't be read (shop.myshopifyDomain)"),
    ],
)
def test_the_store_s_own_word_is_what_is_looked_up(domain: str | None, said: str) -> None:
    """An address may lead to another store than its name says."""
    proof = judge(answer({"data": {"shop": shop(myshopifyDomain=domain)}}), STORE)
    assert said in proof.objections[0]
    assert len(proof.objections) == 1


def test_every_objection_is_told_at_once_with_what_to_do() -> None:
    """Nobody has to find them out one by one."""
    address = replace(STORE, permission=Permission())
    with pytest.raises(UnsafeError) as caught:
        Guard(Script(answer({"data": {"shop": shop(plan=None)}})), address, None).make_safe(NEWEST_STABLE)  # type: ignore[arg-type]
    lines = str(caught.value).splitlines()
    assert lines[0] == "Nothing is written to shop:"
    assert [line[:30] for line in lines[1:]] == [
        "- Whether it is a development ",
        "- It is not on the list of sto",
        "- Nobody has allowed to write:",
    ]
    assert 'stores = ["my-store.myshopify.com"]' in lines[2]
    assert "--allow-writes" in lines[3]
    assert caught.value.exit_code == 3


@pytest.mark.parametrize(
    ("plan", "count"), [({"partnerDevelopment": True}, 0), (None, 0), ({"partnerDevelopment": False}, 1)]
)
def test_a_gateway_is_believed_when_it_says_that_a_shop_sells_behind_it(plan: Any, count: int) -> None:
    """Otherwise an endpoint of one's own needs no proof."""
    assert len(judge(answer({"data": {"shop": shop(plan=plan)}}), GATEWAY).objections) == count


def tally(folder: Path, budget: Budget | None = None) -> Tally:
    """Return a count of writes."""
    return Tally(budget, folder, "run", Account())


def test_a_guard_asks_once_before_the_first_write(tmp_path: Path) -> None:
    """And lets every write through after that."""
    script = Script(PROOF)
    guard = Guard(script, STORE, tally(tmp_path))
    for _ in range(3):
        guard.admit(CREATE, NEWEST_STABLE)
    assert len(script.asked) == 1


def test_a_guard_that_gets_no_answer_lets_nothing_through(tmp_path: Path) -> None:
    """It asks again at the next write."""
    guard = Guard(Script(UnreachableError("gone"), PROOF), STORE, tally(tmp_path))
    with pytest.raises(UnreachableError):
        guard.admit(CREATE, NEWEST_STABLE)
    guard.admit(CREATE, NEWEST_STABLE)


def test_a_budget_ends_a_run_but_never_its_deletions(tmp_path: Path) -> None:
    """What was made must be deleted, whatever it costs."""
    count = tally(tmp_path, Budget(customers=2, mutations=4))
    count.count(CREATE)
    count.count(CREATE)
    with pytest.raises(BudgetError, match="budget of 2 writes that may create a customer") as caught:
        count.count(CREATE)
    assert "--write-budget" in caught.value.hint
    count.count(UPDATE)
    with pytest.raises(BudgetError, match="budget of 4 mutations"):
        count.count(UPDATE)
    for _ in range(9):
        count.count(DELETE)


def test_workers_share_a_budget(tmp_path: Path) -> None:
    """Each counts in the same files."""
    workers = [tally(tmp_path, Budget(customers=3, mutations=9)) for _ in range(3)]
    for worker in workers:
        worker.count(CREATE)
    for worker in workers:
        with pytest.raises(BudgetError):
            worker.count(CREATE)


def test_who_ends_last_takes_the_count_away(tmp_path: Path) -> None:
    """The next run begins at nothing."""
    worker, last = tally(tmp_path / "x", Budget()), tally(tmp_path / "x", Budget())
    worker.count(CREATE)
    worker.close(is_last=False)
    assert all(path.exists() for path in tally_files(tmp_path / "x", "run"))
    last.close(is_last=True)
    assert not (tmp_path / "x").exists()
