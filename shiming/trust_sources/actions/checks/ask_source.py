"""Use case: a person has a source confirm who they, or their unit, are (S33-22, S33-23)."""

import dataclasses
import datetime as dt
from collections.abc import Callable

from django.db import transaction

from shiming.accounts import operations as accounts
from shiming.accounts import queries as accounts_queries
from shiming.accounts.types import AccountId, PersonId
from shiming.audit import operations as audit
from shiming.kernel.actor import ActingKind, Actor
from shiming.legal_persons import queries as legal_persons
from shiming.legal_persons.types import LegalPersonId, LegalPersonPermission
from shiming.trust_sources import errors, operations, ports, queries
from shiming.trust_sources.models import ProofCheck, SourceTerms
from shiming.trust_sources.policies import checks as rules
from shiming.trust_sources.types import TermsState
from shiming.trust_sources.types.checks import (
    SENT,
    CheckEvent,
    CheckId,
    CheckOutcome,
    CheckQuestion,
    CheckState,
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AskedSource:
    """That the source has confirmed, or its page (`url`) where the person goes now."""

    check_id: CheckId
    url: str = dataclasses.field(default="", repr=False)


def ask_source(
    *,
    code: str,
    portal: str,
    typed: str,
    is_consented: bool,
    back_url: Callable[[CheckId], str],
    actor: Actor,
    now: dt.datetime,
) -> AskedSource:
    """
    Send a source what the person agreed to, and keep its word as evidence if it confirms.

    A source with pages of its own sends the person back to the check's `back_url`, to which what
    proves that it is the same browser is added. Its silence costs no try.

    :raises accounts_errors.SignInRequired: if nobody is signed in
    :raises accounts_errors.PersonRequired: if no register has confirmed who the person is
    :raises errors.CheckNotOffered: if there is no such source at this portal now
    :raises errors.CheckWithoutConsent: if the person did not agree
    :raises errors.CheckNeedsUnit: if the source is about units, and the person heads none now
    :raises errors.CheckNeedsMobile: if the source compares a mobile, and there is none
    :raises errors.CheckDocumentUnfit: if the source knows identity cards alone
    :raises errors.CheckLimitReached: if the day's questions are used up
    :raises errors.CheckMismatch: if the source does not confirm it
    :raises errors.CheckNoRecord: if the source has no such record
    :raises errors.CheckUnavailable: if the source does not answer
    """
    source = queries.find_check_source(code, portal=portal, now=now)
    if source is None:
        raise errors.CheckNotOffered
    if refusal := rules.refusal_to_ask(actor=actor, is_consented=is_consented):
        raise refusal
    assert actor.account_id is not None  # noqa: S101  the rule above, for the type checker
    assert actor.person_id is not None  # noqa: S101  the same
    connection = source.entry.connection
    unit_id = _unit_of(actor) if connection.protocol.is_about_units else None
    question = _question(actor, typed=typed, unit_id=unit_id)
    if refusal := rules.refusal_of_facts(
        protocol=connection.protocol, number=question.number, mobile=question.mobile
    ):
        raise refusal
    state = rules.new_state()
    with transaction.atomic(durable=True):
        terms = SourceTerms.objects.select_related("source").get(
            source_id=source.id, state=TermsState.IN_FORCE
        )
        check = ProofCheck(
            terms=terms,
            account_id=actor.account_id,
            person_id=actor.person_id,
            legal_person_id=unit_id,
            consent=" ".join(SENT[connection.protocol]),
            errand={"state": state},
            asked_at=now,
        )
        charge = accounts.charge(
            scope=rules.scope_of(connection.protocol),
            subject=operations.subject_of(check),
            actor=actor,
            now=now,
        )
        if charge.is_granted:
            check.save(force_insert=True)
            audit.record(
                event=CheckEvent.ASKED,
                actor=actor,
                subject=f"account:{actor.account_id}",
                at=now,
                details={"source": code, "sent": check.consent, "check_id": str(check.pk)},
            )
    if not charge.is_granted:
        raise errors.CheckLimitReached
    # Outside of any transaction: a source may take its time.
    report = ports.proof_checks().ask(
        connection,
        question=question,
        return_url=f"{back_url(CheckId(check.pk))}?state={state}",
        now=now,
    )
    with transaction.atomic(durable=True):
        if report.outcome is CheckOutcome.WAITING:
            ProofCheck.objects.filter(pk=check.pk, state=CheckState.ASKED).update(
                state=CheckState.WAITING, errand={"state": state, "reference": report.reference}
            )
            return AskedSource(check_id=CheckId(check.pk), url=report.url)
        refused = operations.settle_check(check, report, actor=actor, now=now)
    if refused is not None:
        raise refused
    return AskedSource(check_id=CheckId(check.pk))


def _unit_of(actor: Actor) -> LegalPersonId:
    """Return the unit that the person heads in their present capacity."""
    identity = actor.identity
    is_head = identity.kind is ActingKind.OFFICE and actor.may(
        LegalPersonPermission.MANAGE_OFFICERS
    )
    if not is_head or identity.legal_person_id is None:
        raise errors.CheckNeedsUnit
    return LegalPersonId(identity.legal_person_id)


def _question(actor: Actor, *, typed: str, unit_id: LegalPersonId | None) -> CheckQuestion:
    assert actor.account_id is not None  # noqa: S101  asked before, for the type checker
    assert actor.person_id is not None  # noqa: S101  the same
    person = accounts_queries.get_person(PersonId(actor.person_id))
    unit = None if unit_id is None else legal_persons.get_legal_person(unit_id)
    return CheckQuestion(
        name=person.name,
        number=person.number,
        mobile=accounts_queries.get_account(AccountId(actor.account_id)).mobile,
        typed=typed,
        credit_code="" if unit is None else unit.credit_code,
        unit_name="" if unit is None else unit.name,
    )
