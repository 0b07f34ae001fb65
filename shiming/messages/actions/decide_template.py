"""Use case: a second officer puts a version of a message template into force, or refuses it."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.messages import errors, operations, ports, queries
from shiming.messages.actions.draft_template import WAITS
from shiming.messages.models import TemplateVersion
from shiming.messages.policies import templates as policies
from shiming.messages.types import (
    CHINESE,
    MessageEvent,
    TemplateState,
    TemplateVersionId,
)


def decide_template(
    *,
    version_id: TemplateVersionId,
    is_approved: bool,
    reason: str,
    approver: Actor,
    now: dt.datetime,
) -> None:
    """
    Publish a version, in place of the one in force, or refuse it with a reason.

    What was published is never edited: the next change is the next version.

    :raises errors.MayNotApprove: if the actor may not decide about templates
    :raises errors.AuthorIsApprover: if the actor wrote it
    :raises accounts.errors.OfficerUnknown: if nobody has said who the officer is
    :raises accounts.errors.FirstOfficerUnknown: if nobody has said who the first one is
    :raises errors.TemplateNotFound: if there is no such version
    :raises errors.ReasonMissing: if it is refused without a reason
    :raises errors.VersionDecided: if somebody decided already
    :raises errors.MessageHoldsForeignLink: if the platform's own addresses changed since
    """
    version = queries.get_version(version_id=version_id, viewer=approver)
    if refusal := policies.refusal_to_decide(drafted_by=version.drafted_by, approver=approver):
        raise refusal
    if refusal := ports.second_pair().refusal_of_second(
        first=version.drafted_by, officer=approver, own=errors.AuthorIsApprover()
    ):
        raise refusal
    if not is_approved and not reason.strip():
        raise errors.ReasonMissing
    if is_approved and (
        refusal := policies.refusal_of_texts(
            name=version.name,
            texts=version.texts,
            keys=version.texts[CHINESE],
            own_hosts=ports.policy().own_hosts,
        )
    ):
        raise refusal
    state = TemplateState.PUBLISHED if is_approved else TemplateState.REFUSED
    with transaction.atomic(durable=True):
        if is_approved:
            TemplateVersion.objects.filter(name=version.name, state=TemplateState.PUBLISHED).update(
                state=TemplateState.REPLACED
            )
        won = TemplateVersion.objects.filter(pk=version.pk, state=TemplateState.DRAFT).update(
            state=state,
            decided_by=approver.account_id,
            decided_at=now,
            decision_note=reason.strip(),
        )
        if not won:
            raise errors.VersionDecided
        operations.close_todo(kind=WAITS, subject=f"template:{version.pk}", now=now)
        audit.record(
            event=MessageEvent.TEMPLATE_PUBLISHED if is_approved else MessageEvent.TEMPLATE_REFUSED,
            actor=approver,
            subject=f"template:{version.pk}",
            at=now,
            details={"name": version.name, "number": version.number},
        )
