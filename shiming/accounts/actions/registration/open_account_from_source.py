"""Use case: whom a trust source vouches for, and who has no account here, opens one (E4)."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.models import Account
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.policies.sources import answer_in
from shiming.accounts.source_entry import decide_first_use
from shiming.accounts.types import (
    SOURCE_METHOD,
    AccountEvent,
    AccountId,
    AccountKind,
    AccountState,
    FirstUse,
    OutsideKind,
    OutsideProofId,
    RegistrationVariant,
    SessionId,
    SourceEvent,
    StartedSession,
    Visit,
)
from shiming.audit import operations as audit
from shiming.kernel.ids import new_id


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenedFromSource:
    """The first session of the new account, and where the person wanted to go."""

    started: StartedSession
    wanted: str


def open_account_from_source(
    *, proof_id: OutsideProofId, visit: Visit, replaces: SessionId | None, now: dt.datetime
) -> OpenedFromSource:
    """
    Open an account at the level that the source's word amounts to, linked to the source.

    Where the portal wants real names at once, one that the source knows too little of waits for its
    owner's face, as whoever registers there does (S13-2).

    :raises errors.OutsideNotUsable: if it is another browser's word, is over, or was used
    :raises errors.SourceNotOffered: if the source may not be used any more
    :raises errors.SourceOpensNothing: if its contract opens no accounts
    :raises errors.SourceNeedsProof: if the person has an account by now
    :raises errors.SourceNamesAnother: if the number is here under another name
    :raises errors.SocialTaken: if the source's user is linked to an account by now
    """
    actor = actor_of_visit(visit)
    with transaction.atomic(durable=True):
        proof = queries.get_outside_proof(
            proof_id=proof_id, kind=OutsideKind.SOCIAL, visit=visit, now=now
        )
        answer = answer_in(proof.secrets)
        if answer is None:
            raise errors.OutsideNotUsable
        portal = queries.portal_of_host(visit.host)
        source = ports.trusted_sources().find(proof.provider, portal=portal.code, now=now)
        if source is None:
            raise errors.SourceNotOffered
        trust = source.trust
        if not trust.opens_accounts or AccountKind.NATURAL_PERSON not in trust.kinds:
            raise errors.SourceOpensNothing
        found = decide_first_use(trust=trust, answer=answer, now=now)
        if found is FirstUse.CONFLICT:
            raise errors.SourceNamesAnother
        if found not in {FirstUse.OPEN, FirstUse.CHOOSE}:
            raise errors.SourceNeedsProof
        operations.consume_outside_proof(proof_id=proof_id, now=now)
        account = Account.objects.create(
            id=new_id(),
            kind=AccountKind.NATURAL_PERSON,
            state=AccountState.PENDING
            if portal.registration_variant is RegistrationVariant.REAL_NAME_AT_ONCE
            else AccountState.ACTIVE,
            created_at=now,
        )
        account_id = AccountId(account.pk)
        operations.bind_subject(
            provider=trust.code, subject=answer.subject, account_id=account_id, now=now
        )
        audit.record(
            event=AccountEvent.REGISTERED,
            actor=actor,
            subject=f"account:{account_id}",
            at=now,
            details={
                "state": str(account.state),
                "variant": SourceEvent.OPENED.value,
                "source": trust.code,
            },
        )
        ports.trusted_sources().keep_word(
            trust.code, account_id=account_id, answer=answer, actor=actor, now=now
        )
        account.refresh_from_db(fields=["person", "state"])
        started = operations.begin_first_session(
            account=account, methods=(SOURCE_METHOD,), visit=visit, replaces=replaces, now=now
        )
    return OpenedFromSource(started=started, wanted=proof.secrets.get("wanted", ""))
