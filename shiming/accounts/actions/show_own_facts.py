"""Use case: a person looks at their own facts without a mask (A14)."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.accounts import errors, ports, queries
from shiming.accounts.policies.sessions import is_freshly_proven
from shiming.accounts.types import (
    AccountEvent,
    AccountFacts,
    AccountId,
    IdentityDocument,
    PersonFacts,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownFacts:
    """What may be shown without a mask, once."""

    account: AccountFacts
    person: PersonFacts | None
    document: IdentityDocument | None


def show_own_facts(*, actor: Actor, now: dt.datetime) -> ShownFacts:
    """
    Return the facts of who acts, to be shown in full, and record that they were.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.ReauthenticationRequired: if no factor was proven within the last minutes
    """
    if actor.account_id is None:
        raise errors.SignInRequired
    lifetime = ports.policy().reauthentication_lifetime
    if not is_freshly_proven(actor, now=now, lifetime=lifetime):
        raise errors.ReauthenticationRequired
    account = queries.get_account(AccountId(actor.account_id))
    with transaction.atomic(durable=True):
        audit.record(
            event=AccountEvent.FACTS_SHOWN,
            actor=actor,
            subject=f"account:{account.id}",
            at=now,
        )
    person = None if account.person_id is None else queries.get_person(account.person_id)
    document = ports.document_source().find_document(account_id=account.id, now=now)
    return ShownFacts(account=account, person=person, document=document)
