"""Use case: somebody without an account applies for one (S01-2 … S01-6)."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction

from shiming.accounts import errors
from shiming.accounts.models.applications import Application
from shiming.accounts.operations import applications as operations
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.queries import applications as queries
from shiming.accounts.types import Visit
from shiming.accounts.types.applications import (
    ApplicationEvent,
    ApplicationId,
    ApplicationState,
)
from shiming.kernel import clock
from shiming.kernel.declared_forms import check_answers
from shiming.kernel.ids import new_id
from shiming.vault import operations as vault


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedApplication:
    """That it has arrived; without this nothing counts as registered (S01-4)."""

    application_id: ApplicationId
    number: str


def submit_application(
    *,
    kind: str,
    typed: Mapping[str, str],
    scans: Mapping[str, Sequence[bytes]],
    submission_key: uuid.UUID,
    visit: Visit,
    now: dt.datetime,
) -> SubmittedApplication:
    """
    Take an application in, give it a number, and confirm it to the mobile.

    The same page sent twice, as by a second click, is one application.

    :raises errors.MobileNotProven: if this browser has not lately proven a mobile
    :raises errors.ApplicationKindUnknown: if nobody can apply for this
    :raises errors.FirstAnother: if something else must have been approved before (S09-3)
    :raises kernel.declared_forms.AnswersUnfit: if answers do not fit the form
    :raises errors.TooManyApplications: if mobile or address have sent their share of the day
    :raises errors.ApplicationNotFound: if the page was made for somebody else
    :raises DomainError: one of `kernel.picture.…` if a page is no sound JPEG or PNG picture
    """
    proof = queries.get_mobile_proof(visitor_token=visit.token, now=now)
    wanted = queries.get_kind(kind)
    answers = check_answers(
        wanted.form,
        typed=typed,
        scans={field: len(pages) for field, pages in scans.items()},
        offered=queries.list_offers(wanted, mobile=proof.mobile),
        today=clock.today_in_china(now),
    )
    before = Application.objects.filter(submission_key=submission_key).first()
    if before is not None and before.mobile == proof.mobile.value and before.answers == answers:
        return _submitted(before)
    actor = actor_of_visit(visit)
    with transaction.atomic(durable=True):
        is_granted = operations.pay_for_application(proof=proof, visit=visit, actor=actor, now=now)
    # Committed by now: what was counted stays counted.
    if not is_granted:
        raise errors.TooManyApplications
    asked = {field.key for field in wanted.form.fields if wanted.form.applies(field, answers)}
    pages = operations.clean_scans(
        {key: each for key, each in scans.items() if each and key in asked}
    )
    with transaction.atomic(durable=True):
        form = operations.ensure_form(kind, now=now)
        row = Application(
            id=new_id(),
            number=operations.new_number(),
            form=form,
            kind=kind,
            state=ApplicationState.SUBMITTED,
            # Whoever goes back and changes something files another one.
            submission_key=submission_key if before is None else new_id(),
            mobile=proof.mobile.value,
            mobile_index=vault.blind_index(
                purpose=queries.APPLICATION_INDEX, value=proof.mobile.value
            ),
            name=answers[wanted.names],
            answers=answers,
            submitted_at=now,
            changed_at=now,
        )
        # The unique key decides between two clicks that come at once.
        Application.objects.bulk_create([row], ignore_conflicts=True)
        application_id = ApplicationId(row.pk)
        if Application.objects.filter(pk=row.pk).exists():
            operations.keep_scans(application_id=application_id, scans=pages, now=now)
            operations.note_step(
                application_id=application_id,
                state=ApplicationState.SUBMITTED,
                event=ApplicationEvent.SUBMITTED,
                actor=actor,
                now=now,
            )
            operations.tell_applicant(
                template="accounts/application_received",
                application=queries.facts_of(application_id),
                context={"number": row.number},
                now=now,
            )
            return _submitted(row)
    # Two clicks came at once, and the other one was first.
    row = Application.objects.get(submission_key=submission_key)
    if row.mobile != proof.mobile.value:
        raise errors.ApplicationNotFound
    return _submitted(row)


def _submitted(row: Application) -> SubmittedApplication:
    return SubmittedApplication(application_id=ApplicationId(row.pk), number=row.number)
