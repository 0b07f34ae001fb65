"""Use case: a person confirms or corrects what was read off the document."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.accounts import queries as accounts
from shiming.accounts.types import AccountId
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.clock import today_in_china
from shiming.kernel.identifiers.documents import DocumentType
from shiming.proofing import errors, ports, queries
from shiming.proofing.journeys import online
from shiming.proofing.models import ProofingCase
from shiming.proofing.policies import documents
from shiming.proofing.policies.documents import CheckedForm, EnteredForm
from shiming.proofing.types import CaseState, ProofingEvent, StepKey


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmedForm:
    """The form in its normal form: pages show what was changed (Q12)."""

    form: CheckedForm


def confirm_form(*, actor: Actor, entered: EnteredForm, now: dt.datetime) -> ConfirmedForm:
    """
    Check and keep the fields, with how each came in.

    What the machine read and the person overruled is noted: a person will look at the card, unless
    the register's own photo speaks for it.

    :raises errors.CaseNotFound: if no case is open
    :raises errors.StepNotReachable: if an earlier step is missing, or the case was handed in
    :raises errors.PersonDiffers: if the account, or one that it is linked with, belongs to somebody
        with another number
    :raises DomainError: the refusals of `policies.documents.check_form`
    """
    policy = ports.policy()
    with transaction.atomic(durable=True):
        case = queries.get_current_case(viewer=actor)
        state = queries.journey_state(case=case)
        if not online.STEP_OF[StepKey.FORM].is_reachable(state):
            raise errors.StepNotReachable(step=online.furthest_step(state).key.value)
        form = documents.check_form(
            entered=entered,
            document_type=DocumentType(case.document_type),
            today=today_in_china(now),
            policy=policy,
        )
        for owner_id in accounts.persons_of_group(AccountId(case.account_id)):
            person = accounts.get_person(owner_id)
            if (person.document_type, person.number.key) != (
                form.number.document_type,
                form.number.key,
            ):
                raise errors.PersonDiffers
        read = queries.fields_read(case=case)
        ways = documents.entry_ways(form=form, read=read)
        won = ProofingCase.objects.filter(pk=case.pk, state=CaseState.DRAFT).update(
            entered=form.as_stored,
            entry_ways=ways,
            form_confirmed_at=now,
            document_ends_on=form.valid_until,
            has_guardian=form.has_guardian,
            is_under_age=not documents.is_face_allowed(age=form.age, policy=policy),
            causes=sorted(documents.causes_of_form(ways=ways, read=read)),
        )
        if not won:
            raise errors.CaseMovedOn(case_id=case.pk)
        audit.record(
            event=ProofingEvent.FORM_CONFIRMED,
            actor=actor,
            subject=f"case:{case.pk}",
            at=now,
            details={
                "typed": " ".join(sorted(field for field, way in ways.items() if way == "typed")),
                "has_guardian": form.has_guardian,
            },
        )
    return ConfirmedForm(form=form)
