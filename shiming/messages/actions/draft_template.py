"""Use case: an officer writes a new version of a message template."""

import datetime as dt

from django.db import transaction
from django.db.models import Max

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.ids import new_id
from shiming.messages import errors, operations, ports, queries
from shiming.messages.models import TemplateVersion
from shiming.messages.policies import templates as policies
from shiming.messages.template_files import Texts, get_template, variables_of
from shiming.messages.types import (
    CHINESE,
    MessageEvent,
    MessageKind,
    MessagePermission,
    Receiver,
    TemplateState,
    TemplateVersionId,
)

WAITS = "messages/template_waits"


def draft_template(
    *, name: str, texts: Texts, note: str, author: Actor, now: dt.datetime
) -> TemplateVersionId:
    """
    Keep texts as the next version of a template, for another officer to approve.

    :raises errors.MayNotDraft: if the author may not write templates
    :raises errors.TemplateNotFound: if there is no such template
    :raises errors.TextsIncomplete: if a channel or language lacks its text, or a text its code
    :raises errors.TextTooLong: if a text is longer than its channel carries
    :raises errors.VariableUnknown: if a text uses a variable that the template does not have
    :raises errors.MessageHoldsIdentity: if a text holds an unmasked number
    :raises errors.MessageHoldsSecret: if a text holds a password
    :raises errors.MessageHoldsForeignLink: if a text leads to a foreign site
    :raises errors.DraftWaits: if a version waits for a decision
    """
    if refusal := policies.refusal_to_draft(author=author):
        raise refusal
    if author.account_id is None:  # pragma: no cover  refused just above
        raise errors.MayNotDraft
    queries.get_template_for(name=name, viewer=author)
    template = get_template(name)
    if refusal := policies.refusal_of_texts(
        name=name,
        texts=texts,
        keys=template.texts[CHINESE],
        own_hosts=ports.policy().own_hosts,
    ):
        raise refusal
    _check_variables(name, texts)
    with transaction.atomic(durable=True):
        latest = TemplateVersion.objects.filter(name=name).aggregate(latest=Max("number"))
        version = TemplateVersion(
            id=new_id(),
            name=name,
            number=(latest["latest"] or 1) + 1,
            texts={language: dict(written) for language, written in texts.items()},
            note=note,
            state=TemplateState.DRAFT,
            drafted_by=author.account_id,
            drafted_at=now,
        )
        # The unique indexes decide between two officers who write at once.
        TemplateVersion.objects.bulk_create([version], ignore_conflicts=True)
        if not TemplateVersion.objects.filter(pk=version.pk).exists():
            raise errors.DraftWaits(template=name)
        operations.open_todo(
            kind=WAITS,
            subject=f"template:{version.pk}",
            receiver=Receiver.permission(MessagePermission.APPROVE_TEMPLATE),
            link_name="messages:template-version",
            link_args={"version_id": version.pk},
            context={"name": name},
            now=now,
        )
        audit.record(
            event=MessageEvent.TEMPLATE_DRAFTED,
            actor=author,
            subject=f"template:{version.pk}",
            at=now,
            details={"name": name, "number": version.number},
        )
    return TemplateVersionId(version.pk)


def _check_variables(name: str, texts: Texts) -> None:
    try:
        used = variables_of(name, texts)
    except errors.TemplateUnfit:
        raise errors.VariableUnknown(template=name) from None
    template = get_template(name)
    if used - template.variables:
        raise errors.VariableUnknown(template=name)
    if template.kind is not MessageKind.CODE:
        return
    for language, written in texts.items():
        # Without it nobody could sign in any more; a subject shows on locked screens.
        if any("{code}" not in text for key, text in written.items() if key != "subject"):
            raise errors.TextsIncomplete(template=name, language=language)
