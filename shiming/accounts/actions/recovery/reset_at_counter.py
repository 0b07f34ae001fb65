"""Use case: a clerk lets somebody back in who stands at the counter (S21-3, S15-4, S15-5)."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.models import CounterReset
from shiming.accounts.operations import counters
from shiming.accounts.operations.contacts import drop_contact
from shiming.accounts.operations.resets import close_ways_in, reset_account
from shiming.accounts.policies import recovery as rules
from shiming.accounts.queries.contacts import carrier_of_contacts
from shiming.accounts.types import (
    AccountId,
    AccountPermission,
    ActivationPurpose,
    ContactChangeReason,
    ContactKind,
    CounterScope,
    IssuedActivation,
    ResetReason,
)
from shiming.kernel import pictures
from shiming.kernel.actor import Actor
from shiming.vault import operations as vault

MOST_PICTURE_BYTES = 8 * 2**20


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CounterEvidence:
    """What a clerk keeps of why an account was opened to its owner."""

    reason: ResetReason
    explanation: str
    document_picture: bytes


def reset_at_counter(
    *, account_id: AccountId, evidence: CounterEvidence, actor: Actor, now: dt.datetime
) -> IssuedActivation:
    """
    Take the password away, keep the document and the reason, and return a code to be printed.

    The clerk sees the code, once; that is why the document is kept and every contact is told. Of a
    stolen account every other way in goes as well: the thief may have added it.

    :raises errors.ResetNotAllowed: without the permission, for staff, or for the clerk's own
    :raises errors.ExplanationTooShort: if the clerk did not write why
    :raises errors.LookUpFirst: if the clerk has not lately looked the account up, on the record
    :raises kernel.pictures.PictureEmpty: if the document was not captured
    :raises kernel.pictures.PictureTypeUnknown: if the capture is neither JPEG nor PNG
    :raises kernel.pictures.PictureTooLarge: if it has too many bytes or pixels
    :raises kernel.pictures.PictureBroken: if it is cut off or damaged
    """
    if actor.account_id is None or not actor.may(AccountPermission.RESET_AT_COUNTER):
        raise errors.ResetNotAllowed
    account = queries.get_account(account_id)
    refusal = rules.refusal_to_counter_reset(
        account, is_own=queries.is_of_actor(account_id, actor=actor)
    ) or rules.refusal_to_explanation(evidence.explanation)
    if refusal:
        raise refusal
    if not queries.has_looked_up(account_id, officer=actor, now=now):
        raise errors.LookUpFirst
    clean = pictures.clean_picture(evidence.document_picture, max_bytes=MOST_PICTURE_BYTES)
    with transaction.atomic(durable=True):
        file_id = vault.keep_file(
            "accounts.counter_reset", clean.content, clean.media_type, now, None
        )
        CounterReset.objects.create(
            account_id=account_id,
            clerk_id=actor.account_id,
            reason=evidence.reason,
            explanation=evidence.explanation.strip(),
            document_file_id=file_id,
            made_at=now,
        )
        # A lock after too many wrong passwords is lifted with it.
        operations.forgive(
            scope=CounterScope.PASSWORD_ACCOUNT, subject=counters.subject_of_account(account_id)
        )
        issued = reset_account(
            account_id=account_id,
            purpose=ActivationPurpose.RESET_AT_COUNTER,
            actor=actor,
            now=now,
        )
        if evidence.reason is ResetReason.LOST_CONTACT:
            # Told first. Then the old ones go, wherever they stand: who has them by now would get
            # in with them. The owner binds others at the sign-in.
            for kind in ContactKind:
                drop_contact(
                    account_id=carrier_of_contacts(account_id).id,
                    kind=kind,
                    reason=ContactChangeReason.AT_COUNTER,
                    actor=actor,
                    now=now,
                )
        if evidence.reason is ResetReason.STOLEN:
            close_ways_in(account_id=account_id, actor=actor, now=now)
        return issued
