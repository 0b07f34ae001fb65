"""
What a trust source's word does here; the use cases of signing in, binding and opening share it.

All of it writes in the caller's transaction.
"""

import dataclasses
import datetime as dt

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.models import Account, SocialBinding
from shiming.accounts.policies import sources as rules
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.types import (
    SOURCE_METHOD,
    AccountFacts,
    AccountId,
    AccountKind,
    FirstUse,
    OutsideAim,
    OutsideEvent,
    OutsideKind,
    OutsideProofId,
    PersonId,
    SessionId,
    SignInOutcome,
    SourceAnswer,
    SourceEvent,
    SourceTrust,
    Visit,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.kernel.levels import Level


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EnteredFromSource:
    """
    What came of a source's word; exactly one of the three is there.

    `refusal` is raised by the caller after the commit: what was noted about it stays.
    """

    signed_in: SignInOutcome | None = None
    to_decide: OutsideProofId | None = None
    refusal: DomainError | None = None


def enter(
    *,
    trust: SourceTrust,
    answer: SourceAnswer,
    wanted: str,
    visit: Visit,
    replaces: SessionId | None,
    now: dt.datetime,
) -> EnteredFromSource:
    """
    Sign in whom the source's user is linked to, link by the written rule, or keep the word.

    :raises errors.MethodNotOffered: if the source is not for this kind of account
    :raises DomainError: one of `accounts.account.…` if the account may not be signed in to
    """
    actor = actor_of_visit(visit)
    binding = queries.social_binding_of(provider=trust.code, subject=answer.subject)
    if binding is not None and binding.suspended_at is not None:
        # Whoever stands behind this name at the source now has to be matched as if for the first
        # time.
        binding = None
    if answer.is_ended:
        return _end(trust, answer, binding, actor=actor, now=now)
    if binding is None:
        return _first_use(trust, answer, wanted=wanted, visit=visit, replaces=replaces, now=now)
    account = binding.account
    if AccountKind(account.kind) not in trust.kinds:
        raise errors.MethodNotOffered(method=trust.code)
    if refusal := refusal_of_owner(account.person_id, answer):
        note_conflict(trust.code, account_id=account.pk, actor=actor, now=now)
        if answer.number is not None:
            return EnteredFromSource(refusal=refusal)
        # The source has given this user's name to somebody else (a mailbox, S15-8): they are met
        # for the first time, and the owner before them has no way in there any more.
        SocialBinding.objects.filter(pk=binding.pk).update(suspended_at=now)
        return _first_use(trust, answer, wanted=wanted, visit=visit, replaces=replaces, now=now)
    SocialBinding.objects.filter(pk=binding.pk).update(used_at=now)
    return EnteredFromSource(
        signed_in=_sign_in(trust, answer, account, visit=visit, replaces=replaces, now=now)
    )


def decide_first_use(*, trust: SourceTrust, answer: SourceAnswer, now: dt.datetime) -> FirstUse:
    """Return what the rule says of a source's user whom no account is linked to."""
    first_use, _ = _judge(trust, answer, now=now)
    return first_use


def refusal_of_owner(person_id: object, answer: SourceAnswer) -> DomainError | None:
    """Return why an account of this person is not whom the source names, or None."""
    if person_id is None:
        return None
    person = queries.get_person(PersonId(person_id))  # type: ignore[arg-type]  # a UUID column
    return None if rules.is_same_person(person, answer) else errors.SourceNamesAnother()


def note_conflict(code: str, *, account_id: object, actor: Actor, now: dt.datetime) -> None:
    """Write into the abuse log that a source names somebody whom the records do not."""
    audit.record(
        event=SourceEvent.CONFLICT,
        actor=actor,
        subject=f"account:{account_id}" if account_id else f"trust_source:{code}",
        at=now,
        details={"source": code},
    )


def _judge(
    trust: SourceTrust, answer: SourceAnswer, *, now: dt.datetime
) -> tuple[FirstUse, list[AccountFacts]]:
    person = None if answer.number is None else queries.find_person(answer.number)
    owned = [] if person is None else queries.list_accounts_of_person(person.id)
    level = max(
        (ports.level_source().level_of(person.id, one.id, now)[0] for one in owned if person),
        default=Level.ANONYMOUS,
    )
    found = rules.first_use(trust=trust, answer=answer, person=person, accounts=owned, level=level)
    return found, owned


def _first_use(
    trust: SourceTrust,
    answer: SourceAnswer,
    *,
    wanted: str,
    visit: Visit,
    replaces: SessionId | None,
    now: dt.datetime,
) -> EnteredFromSource:
    actor = actor_of_visit(visit)
    found, owned = _judge(trust, answer, now=now)
    if found is FirstUse.CONFLICT:
        note_conflict(trust.code, account_id=None, actor=actor, now=now)
        return EnteredFromSource(refusal=errors.SourceNamesAnother())
    if found is FirstUse.LINK and not _has_other_link(trust.code, owned[0].id):
        account = Account.objects.get(pk=owned[0].id)
        binding_id = operations.bind_subject(
            provider=trust.code, subject=answer.subject, account_id=owned[0].id, now=now
        )
        operations.tell_of_binding(
            event=OutsideEvent.SOCIAL_BOUND,
            binding_id=binding_id,
            account_id=owned[0].id,
            what=trust.name,
            is_added=True,
            actor=actor,
            now=now,
            details={"provider": trust.code, "rule": SourceEvent.LINKED_BY_WORD.value},
        )
        return EnteredFromSource(
            signed_in=_sign_in(trust, answer, account, visit=visit, replaces=replaces, now=now)
        )
    to_decide = operations.open_outside_proof(
        kind=OutsideKind.SOCIAL,
        aim=OutsideAim.BIND,
        provider=trust.code,
        secrets=rules.facts_of(answer) | {"wanted": wanted},
        visit=visit,
        lifetime=ports.policy().outside_proof_lifetime,
        now=now,
    )
    return EnteredFromSource(to_decide=to_decide)


def _has_other_link(code: str, account_id: AccountId) -> bool:
    """Tell whether another user of the source is linked: then its owner has to sort it out."""
    return SocialBinding.objects.filter(
        provider=code, account_id=account_id, suspended_at__isnull=True
    ).exists()


def _end(
    trust: SourceTrust,
    answer: SourceAnswer,
    binding: SocialBinding | None,
    *,
    actor: Actor,
    now: dt.datetime,
) -> EnteredFromSource:
    """Take the termination over that the source reports: nothing it said holds any longer."""
    if binding is not None:
        account_id = AccountId(binding.account_id)
        ports.trusted_sources().keep_word(
            trust.code, account_id=account_id, answer=answer, actor=actor, now=now
        )
        audit.record(
            event=SourceEvent.ENDED,
            actor=actor,
            subject=f"account:{account_id}",
            at=now,
            details={"source": trust.code},
        )
    return EnteredFromSource(refusal=errors.SourceUserEnded())


def _sign_in(
    trust: SourceTrust,
    answer: SourceAnswer,
    account: Account,
    *,
    visit: Visit,
    replaces: SessionId | None,
    now: dt.datetime,
) -> SignInOutcome:
    ports.trusted_sources().keep_word(
        trust.code,
        account_id=AccountId(account.pk),
        answer=answer,
        actor=actor_of_visit(visit),
        now=now,
    )
    account.refresh_from_db(fields=["person", "state"])
    return operations.complete_sign_in(
        account=account, methods=(SOURCE_METHOD,), visit=visit, replaces=replaces, now=now
    )
