"""Use case: somebody says which messages they want over which channel, and in which language."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.messages import errors
from shiming.messages.models import MessagePreferences
from shiming.messages.queries.preferences import wish
from shiming.messages.types import LANGUAGES, Channel, MessageEvent, MessageKind


def set_preferences(
    *,
    refused: Collection[tuple[MessageKind, Channel]],
    language: str,
    owner: Actor,
    now: dt.datetime,
) -> None:
    """
    Keep the wishes of the owner's account, in place of earlier ones.

    :raises errors.MessageNotFound: if nobody is signed in
    :raises errors.KindIsMandatory: if one of the kinds cannot be refused
    :raises errors.LanguageUnknown: if messages are not written in that language
    """
    if owner.account_id is None:
        raise errors.MessageNotFound
    if any(kind.is_mandatory for kind, _channel in refused):
        raise errors.KindIsMandatory
    if language not in LANGUAGES:
        raise errors.LanguageUnknown
    kept = sorted(wish(kind, channel) for kind, channel in refused)
    with transaction.atomic(durable=True):
        MessagePreferences.objects.update_or_create(
            account_id=owner.account_id,
            defaults={"refused": kept, "language": language, "changed_at": now},
        )
        audit.record(
            event=MessageEvent.PREFERENCES_CHANGED,
            actor=owner,
            subject=f"account:{owner.account_id}",
            at=now,
            details={"refused": " ".join(kept), "language": language},
        )
