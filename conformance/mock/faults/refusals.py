"""Wrong servers that refuse when they should and say it wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from conformance.domain.command import CustomerInput, CustomerSet
from conformance.mock.faults.bend import existing, refusing
from conformance.mock.faults.fault import Fault
from conformance.mock.writing import write

if TYPE_CHECKING:
    from datetime import datetime

    from conformance.domain.refusal import UserError
    from conformance.domain.store import Store
    from conformance.mock.writing import Write, Written


def _shorter_path(error: UserError) -> UserError:
    return replace(error, field=error.field[1:] or None) if error.field else error


def _wrong_code(error: UserError) -> UserError:
    return replace(error, code="INVALID" if error.code in {"NOT_FOUND", "TAKEN"} else error.code)


def _id_not_allowed_invalid(error: UserError) -> UserError:
    return replace(error, code="INVALID" if error.code == "ID_NOT_ALLOWED" else error.code)


def _no_code(error: UserError) -> UserError:
    return replace(error, code=None)


def _curt(error: UserError) -> UserError:
    return replace(error, message="is invalid")


def _identifier_path(error: UserError) -> UserError:
    return replace(error, field=("identifier",)) if error.field == ("input",) else error


def _errors(change: Any) -> Write:
    """Return a customerSet that changes each of its user errors."""
    return refusing(
        lambda _store, _command, written, _now: replace(
            written, errors=tuple(map(change, written.errors or ()))
        )
    )


def _beside(store: Store, command: CustomerSet, written: Written, _now: datetime) -> Written:
    return replace(written, customer=existing(store, command))


def _silent(_store: Store, _command: CustomerSet, written: Written, _now: datetime) -> Written:
    return replace(written, errors=())


def _first_only(_store: Store, _command: CustomerSet, written: Written, _now: datetime) -> Written:
    return replace(written, errors=(written.errors or ())[:1])


def _partly(store: Store, command: CustomerSet, written: Written, _now: datetime) -> Written:
    """Save the texts that are right although others are not."""
    was = existing(store, command)
    if was is None:
        return written
    wrong = {(error.field or ("",))[-1] for error in written.errors or ()}
    texts = {"first_name": "firstName", "last_name": "lastName", "note": "note"}
    good: dict[str, Any] = {
        name: value
        for name, field in texts.items()
        if field not in wrong and isinstance(value := getattr(command.input, name), str)
    }
    return replace(written, store=store.with_customer(replace(was, **good)))


def _phone_stays(store: Store, command: CustomerSet, written: Written, now: datetime) -> Written:
    if command.identifier or not isinstance(command.input.phone, str):
        return written
    bare = CustomerInput(phone=command.input.phone)
    return replace(written, store=write(store, CustomerSet(None, bare), now).store)


def _name_stays(store: Store, command: CustomerSet, written: Written, now: datetime) -> Written:
    sent = command.input
    if command.identifier or not isinstance(sent.first_name, str) or sent.email or sent.phone:
        return written
    bare = CustomerInput(first_name=sent.first_name, tags=sent.tags)
    return replace(written, store=write(store, CustomerSet(None, bare), now).store)


REFUSALS: Final = (
    Fault(
        "path-without-input",
        "Paths of user errors do not start with `input`.",
        "error.field-path",
        write=_errors(_shorter_path),
    ),
    Fault(
        "path-identifier",
        "Identifier errors have the path `identifier`.",
        "error.field-path",
        write=_errors(_identifier_path),
    ),
    Fault(
        "code-wrong",
        "NOT_FOUND and TAKEN are reported as INVALID.",
        "error.not-found",
        write=_errors(_wrong_code),
    ),
    Fault(
        "id-not-allowed-invalid",
        "ID_NOT_ALLOWED is reported as INVALID.",
        "error.id-not-allowed",
        write=_errors(_id_not_allowed_invalid),
    ),
    Fault("code-missing", "User errors have no code.", "error.not-found", write=_errors(_no_code)),
    Fault(
        "message-curt", "Every user error says `is invalid`.", "error.not-found-message", write=_errors(_curt)
    ),
    Fault(
        "customer-beside-errors",
        "A refusal shows the customer beside its errors.",
        "invariant.customer-or-errors",
        write=refusing(_beside),
    ),
    Fault(
        "silent-refusal",
        "A refusal gives no customer and no errors.",
        "invariant.customer-or-errors",
        write=refusing(_silent),
    ),
    Fault(
        "first-error-only",
        "Of several errors only the first is reported.",
        "error.all-at-once",
        write=refusing(_first_only),
    ),
    Fault(
        "refused-phone-stays",
        "A refused creation leaves a customer behind who has the phone number and nothing else.",
        "error.atomic",
        write=refusing(_phone_stays),
    ),
    Fault(
        "refused-name-stays",
        "A refused creation without contact leaves a customer behind who has the name and the tags.",
        "error.atomic",
        write=refusing(_name_stays),
    ),
    Fault(
        "partial-write",
        "A refused update saves the names and the note that were right.",
        "invariant.refusal-changes-nothing",
        write=refusing(_partly),
    ),
)
