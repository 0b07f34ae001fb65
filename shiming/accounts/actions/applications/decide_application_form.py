"""Use case: a second officer puts a version of a form into force, or refuses it."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors
from shiming.accounts.models.applications import ApplicationForm
from shiming.accounts.policies import applications as rules
from shiming.accounts.queries import refusal_of_second
from shiming.accounts.types.applications import (
    ApplicationEvent,
    ApplicationFormId,
    ApplicationPermission,
    FormState,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


def decide_application_form(
    *, form_id: ApplicationFormId, is_published: bool, officer: Actor, now: dt.datetime
) -> None:
    """
    Decide on a proposed version; applications under way keep the version they began with.

    :raises errors.MayNotManageAccounts: if the officer may not publish forms
    :raises errors.FormByOneself: if the officer proposed it, under whichever account
    :raises errors.OfficerUnknown: if nobody has said who the officer is
    :raises errors.FirstOfficerUnknown: if nobody has said who proposed it
    :raises errors.FormVersionNotFound: if there is none, or it was decided meanwhile
    """
    if refusal := rules.refusal_to_officer(officer, ApplicationPermission.PUBLISH_FORM):
        raise refusal
    with transaction.atomic(durable=True):
        waiting = ApplicationForm.objects.filter(pk=form_id, state=FormState.PROPOSED)
        row = waiting.first()
        if row is None:
            raise errors.FormVersionNotFound
        if refusal := refusal_of_second(
            first=row.proposed_by, officer=officer, own=errors.FormByOneself()
        ):
            raise refusal
        won = waiting.update(
            state=FormState.IN_FORCE if is_published else FormState.REFUSED,
            decided_by=officer.account_id,
            decided_at=now,
        )
        if not won:
            raise errors.FormVersionNotFound
        audit.record(
            event=ApplicationEvent.FORM_PUBLISHED
            if is_published
            else ApplicationEvent.FORM_REFUSED,
            actor=officer,
            subject=f"application_form:{form_id}",
            at=now,
            details={"kind": row.kind, "version": row.version},
        )
