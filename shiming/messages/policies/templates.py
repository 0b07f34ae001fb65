"""Who may write and approve message templates, and what may stand in them (K3)."""

import uuid
from collections.abc import Collection, Mapping

from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.messages import errors
from shiming.messages.policies.texts import refusal_of_text
from shiming.messages.types import LANGUAGES, MessagePermission

LONGEST = {"sms": 300, "subject": 60, "body": 2000}


def refusal_to_see(*, viewer: Actor) -> DomainError | None:
    """Return why somebody may not see the versions of templates, or None if they may."""
    if viewer.may(MessagePermission.DRAFT_TEMPLATE):
        return None
    return refusal_to_approve(approver=viewer)


def refusal_to_draft(*, author: Actor) -> DomainError | None:
    """Return why somebody may not write templates, or None if they may."""
    if author.account_id is None or not author.may(MessagePermission.DRAFT_TEMPLATE):
        return errors.MayNotDraft()
    return None


def refusal_to_approve(*, approver: Actor) -> DomainError | None:
    """Return why somebody may not decide about versions, or None if they may."""
    if approver.account_id is None or not approver.may(MessagePermission.APPROVE_TEMPLATE):
        return errors.MayNotApprove()
    return None


def refusal_to_decide(*, drafted_by: uuid.UUID, approver: Actor) -> DomainError | None:
    """Return why somebody may not decide about this version, or None if they may."""
    if refusal := refusal_to_approve(approver=approver):
        return refusal
    if approver.account_id == drafted_by:
        return errors.AuthorIsApprover()
    return None


def refusal_of_texts(
    *,
    name: str,
    texts: Mapping[str, Mapping[str, str]],
    keys: Collection[str],
    own_hosts: Collection[str],
) -> DomainError | None:
    """
    Return why texts cannot become a version of a template, or None if they can.

    `keys` are those of the template's file: callers rely on every one of them.
    """
    for language in LANGUAGES:
        written = texts.get(language, {})
        if set(written) != set(keys) or not all(text.strip() for text in written.values()):
            return errors.TextsIncomplete(template=name, language=language)
        for key, text in written.items():
            if len(text) > LONGEST[key]:
                return errors.TextTooLong(template=name, key=key)
            if refusal := refusal_of_text(text=text, template=name, own_hosts=own_hosts):
                return refusal
    return None
