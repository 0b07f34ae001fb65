"""What comes of a source's answer to a question; written in the caller's transaction."""

import datetime as dt

from shiming.accounts import operations as accounts
from shiming.accounts import queries as accounts_queries
from shiming.accounts.types import AccountId, PersonId
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.legal_persons import operations as legal_persons
from shiming.legal_persons.types import LegalPersonId, UnitEvidenceKind, UnitRevocationReason
from shiming.proofing import operations as proofing
from shiming.trust_sources import errors
from shiming.trust_sources.models import ProofCheck
from shiming.trust_sources.policies import checks as rules
from shiming.trust_sources.policies.terms import entry_of
from shiming.trust_sources.types import TermsEntry
from shiming.trust_sources.types.checks import (
    OPEN_CHECKS,
    CheckEvent,
    CheckOutcome,
    CheckReport,
    CheckState,
)


def settle_check(
    check: ProofCheck, report: CheckReport, *, actor: Actor, now: dt.datetime
) -> DomainError | None:
    """
    Keep what a source said, as evidence where it confirmed; return why it is none, or None.

    Of several answers to one question the first counts. A refusal is returned, and raised by the
    caller after the commit: what was noted about it stays.

    :raises errors.CheckNotOpen: if the check was answered before
    """
    entry = entry_of(check.terms.values, secret="")
    state = CheckState(report.outcome.value)
    won = ProofCheck.objects.filter(pk=check.pk, state__in=list(OPEN_CHECKS)).update(
        state=state, answered_at=now
    )
    if not won:
        raise errors.CheckNotOpen
    audit.record(
        event=CheckEvent.ANSWERED
        if report.outcome in {CheckOutcome.MATCH, CheckOutcome.UNAVAILABLE}
        else CheckEvent.REFUSED,
        actor=actor,
        subject=f"account:{check.account_id}",
        at=now,
        details={"source": check.terms.source.code, "outcome": report.outcome.value},
    )
    if report.outcome is CheckOutcome.MATCH:
        return _keep(check, entry, actor=actor, now=now)
    if report.outcome is CheckOutcome.UNAVAILABLE:
        accounts.refund(scope=rules.scope_of(entry.connection.protocol), subject=subject_of(check))
        return errors.CheckUnavailable(name=entry.name)
    if check.legal_person_id is not None:
        # Nothing was typed: the tax office says that what it said before is not so any more.
        legal_persons.revoke_evidence(
            legal_person_id=LegalPersonId(check.legal_person_id),
            kind=UnitEvidenceKind.TAX_FILING_USER,
            reason=UnitRevocationReason.CONTRADICTED,
            actor=actor,
            now=now,
        )
    if report.outcome is CheckOutcome.NO_RECORD:
        return errors.CheckNoRecord(name=entry.name)
    return errors.CheckMismatch(name=entry.name)


def subject_of(check: ProofCheck) -> str:
    """Return under whom a question is counted: the unit, or the person."""
    return str(check.legal_person_id or check.person_id)


def _keep(
    check: ProofCheck, entry: TermsEntry, *, actor: Actor, now: dt.datetime
) -> DomainError | None:
    account = accounts_queries.get_account(AccountId(check.account_id))
    if account.person_id != check.person_id:
        # Somebody else's account by now: the word was about whom it belonged to before.
        return errors.CheckNotOpen()
    code, until = check.terms.source.code, now + dt.timedelta(days=entry.evidence_days)
    if check.legal_person_id is None:
        person = accounts_queries.get_person(PersonId(check.person_id))
        proofing.keep_source_evidence(
            person_id=person.id,
            account_id=account.id,
            strength=entry.level,
            source=code,
            document_type=person.number.document_type.value,
            valid_until=until,
            actor=actor,
            now=now,
        )
        return None
    unit_id = LegalPersonId(check.legal_person_id)
    legal_persons.revoke_evidence(
        legal_person_id=unit_id,
        kind=UnitEvidenceKind.TAX_FILING_USER,
        reason=UnitRevocationReason.SUPERSEDED,
        actor=actor,
        now=now,
    )
    legal_persons.add_evidence(
        legal_person_id=unit_id,
        kind=UnitEvidenceKind.TAX_FILING_USER,
        source=code,
        reference=str(check.pk),
        valid_until=until,
        actor=actor,
        now=now,
    )
    return None
