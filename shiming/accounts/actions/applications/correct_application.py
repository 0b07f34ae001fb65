"""Use case: an applicant corrects what a reviewer returned (Appendix B)."""

import datetime as dt
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
from shiming.kernel.declared_forms import FieldType, check_answers


def correct_application(
    *,
    application_id: ApplicationId,
    typed: Mapping[str, str],
    scans: Mapping[str, Sequence[bytes]],
    visit: Visit,
    now: dt.datetime,
) -> None:
    """
    Send a returned application in again, with its number; pages not handed in anew stay.

    It is judged by the version of the form that it was filled in with.

    :raises errors.MobileNotProven: if this browser has not lately proven a mobile
    :raises errors.ApplicationNotFound: if there is none, or it is somebody else's
    :raises errors.ApplicationNotReturned: if no reviewer returned it
    :raises kernel.declared_forms.AnswersUnfit: if answers do not fit the form
    :raises errors.TooManyApplications: if mobile or address have sent their share of the day
    :raises DomainError: one of `kernel.picture.…` if a page is no sound JPEG or PNG picture
    """
    proof = queries.get_mobile_proof(visitor_token=visit.token, now=now)
    application = queries.get_own_application(application_id, proof=proof)
    if application.state is not ApplicationState.RETURNED:
        raise errors.ApplicationNotReturned
    form = application.kind.form
    kept = [scan.field for scan in application.scans]
    answers = check_answers(
        form,
        typed=typed,
        scans={
            field.key: len(scans.get(field.key, ())) or kept.count(field.key)
            for field in form.fields
            if field.type is FieldType.SCAN
        },
        offered=queries.list_offers(application.kind, mobile=proof.mobile),
        today=clock.today_in_china(now),
    )
    actor = actor_of_visit(visit)
    with transaction.atomic(durable=True):
        is_granted = operations.pay_for_application(proof=proof, visit=visit, actor=actor, now=now)
    # Committed by now: what was counted stays counted.
    if not is_granted:
        raise errors.TooManyApplications
    asked = {
        field.key
        for field in form.fields
        if field.type is FieldType.SCAN and form.applies(field, answers)
    }
    pages = operations.clean_scans(
        {key: each for key, each in scans.items() if each and key in asked}
    )
    with transaction.atomic(durable=True):
        won = Application.objects.filter(pk=application_id, state=ApplicationState.RETURNED).update(
            state=ApplicationState.SUBMITTED,
            reviewer_id=None,
            answers=answers,
            name=answers[application.kind.names],
            changed_at=now,
        )
        if not won:
            raise errors.ApplicationNotReturned
        operations.keep_scans(application_id=application_id, scans=pages, now=now)
        operations.drop_scans(
            application_id=application_id, fields=sorted(set(kept) - asked), now=now
        )
        operations.note_step(
            application_id=application_id,
            state=ApplicationState.SUBMITTED,
            event=ApplicationEvent.CORRECTED,
            actor=actor,
            now=now,
        )
