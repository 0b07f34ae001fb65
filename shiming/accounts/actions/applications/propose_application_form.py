"""Use case: an officer writes a new version of a form, or a new kind of application (S01-5)."""

import datetime as dt
import re

from django.db import transaction
from django.db.models import Max

from shiming.accounts import errors
from shiming.accounts.models.applications import ApplicationForm
from shiming.accounts.operations.applications import ensure_form
from shiming.accounts.policies import applications as rules
from shiming.accounts.queries.applications import SHIPPED
from shiming.accounts.types.applications import (
    ApplicationEvent,
    ApplicationFormId,
    ApplicationPermission,
    FormState,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor

_CODE = re.compile(r"[a-z][a-z_]{2,31}")


def propose_application_form(
    *, kind: str, declaration: str, officer: Actor, now: dt.datetime
) -> ApplicationFormId:
    """
    Keep a version that applies as soon as another officer puts it into force.

    :raises errors.MayNotManageAccounts: if the officer may not edit forms
    :raises errors.ApplicationKindUnknown: if this cannot be the name of a kind
    :raises kernel.declared_forms.DeclarationUnfit: if the text declares no form
    :raises errors.FormVersionNotFound: if somebody else proposed one in the same moment
    """
    if refusal := rules.refusal_to_officer(officer, ApplicationPermission.EDIT_FORM):
        raise refusal
    if not _CODE.fullmatch(kind):
        raise errors.ApplicationKindUnknown
    rules.parse_kind(kind, 0, declaration)
    with transaction.atomic(durable=True):
        if kind in SHIPPED:
            # The text that came with us is version 1, also if nobody has used it yet.
            ensure_form(kind, now=now)
        newest = ApplicationForm.objects.filter(kind=kind).aggregate(Max("version"))
        row = ApplicationForm(
            kind=kind,
            version=(newest["version__max"] or 0) + 1,
            state=FormState.PROPOSED,
            declaration=declaration,
            proposed_by=officer.account_id,
            proposed_at=now,
        )
        ApplicationForm.objects.bulk_create([row], ignore_conflicts=True)
        if not ApplicationForm.objects.filter(pk=row.pk).exists():
            raise errors.FormVersionNotFound
        audit.record(
            event=ApplicationEvent.FORM_PROPOSED,
            actor=officer,
            subject=f"application_form:{row.pk}",
            at=now,
            details={"kind": kind, "version": row.version},
        )
    return ApplicationFormId(row.pk)
