"""What a peer's event does here."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping

from shiming.accounts import operations as accounts
from shiming.accounts import queries as accounts_queries
from shiming.accounts.types import (
    AccountFacts,
    AccountId,
    AccountKind,
    Contact,
    ContactChangeReason,
    ContactKind,
)
from shiming.kernel.actor import Actor
from shiming.kernel.levels import Level
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.models.nodes import NodeUser, PeerUser
from shiming.trust_sources.operations.nodes.conflicts import open_conflict
from shiming.trust_sources.operations.nodes.units import is_account_of_confirmed_unit
from shiming.trust_sources.operations.nodes.users import Source, believe_level, take_in
from shiming.trust_sources.policies.users import (
    id_in,
    level_in,
    read_contact,
    read_document,
    read_user,
)
from shiming.trust_sources.queries.nodes import holder_of
from shiming.trust_sources.types.nodes import (
    ConflictKind,
    Decision,
    EventResult,
    LineOutcome,
    NodeEventKind,
)

Facts = Mapping[str, object]


def apply_event(
    *,
    kind: NodeEventKind,
    facts: Facts,
    source: Source,
    now: dt.datetime,
    decision: Decision | None = None,
) -> EventResult:
    """
    Follow what a peer tells of a user, or put it into the work list where the two do not agree.

    `decision` is what officers made of an earlier conflict about this very event.

    :raises DomainError: if it is not of the documented form, or cannot be followed
    """
    of = source.of
    if of is None or of.user_id is None:
        if kind is NodeEventKind.REGISTERED:
            user = read_user(facts)
            outcome = take_in(user, source=source, facts=facts, now=now, decision=decision)
            is_doubt = outcome is LineOutcome.CONFLICT
            return EventResult.CONFLICT if is_doubt else EventResult.APPLIED
        # Officers kept the user out: what follows about them has nothing to follow on.
        return EventResult.APPLIED
    account_id = NodeUser.objects.values_list("account_id", flat=True).get(pk=of.user_id)
    account = accounts_queries.get_account(AccountId(account_id))
    case = _Case(facts=facts, of=of, account=account, source=source, now=now, decision=decision)
    doubt = _HANDLERS[kind](case)
    if doubt is None:
        return EventResult.APPLIED
    open_conflict(
        kind=doubt,
        event=kind,
        of=of,
        account_id=account.id,
        facts=facts,
        actor=source.actor,
        now=now,
    )
    return EventResult.CONFLICT


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    facts: Facts
    of: PeerUser
    account: AccountFacts
    source: Source
    now: dt.datetime
    decision: Decision | None

    @property
    def is_decided(self) -> bool:
        return self.decision is Decision.TAKE_THEIRS

    @property
    def is_of_confirmed_unit(self) -> bool:
        """Whether a node's word alone would open or shut what was confirmed here."""
        return is_account_of_confirmed_unit(self.account.id, now=self.now)

    @property
    def actor(self) -> Actor:
        return self.source.actor

    def believe(self, stated: Level) -> None:
        if self.source.peer is not None:
            believe_level(
                of=self.of, peer=self.source.peer, stated=stated, actor=self.actor, now=self.now
            )


def _register(case: _Case) -> ConflictKind | None:
    # A stock file had told of them before: only the level can be news.
    case.believe(read_user(case.facts).level)
    return None


def _identify(case: _Case) -> ConflictKind | None:
    number, name = read_document(case.facts)
    if number is None or name is None or case.account.kind is not AccountKind.NATURAL_PERSON:
        raise errors.UserMalformed
    person = accounts_queries.find_person(number)
    own_id = case.account.person_id
    if own_id is not None and (person is None or person.id != own_id):
        if case.is_decided:
            # An account never passes from one person to another.
            raise errors.ConflictMovedOn
        return ConflictKind.PERSON_DIFFERS
    if person is not None and not case.is_decided:
        if not person.name.matches(name):
            return ConflictKind.NAME_DIFFERS
        if own_id is None and accounts_queries.list_accounts_of_person(person.id):
            # Number and name alone do not make somebody the owner of what others own.
            return ConflictKind.PERSON_DIFFERS
    if own_id is None or case.is_decided:
        accounts.attach_person(
            account_id=case.account.id, number=number, name=name, actor=case.actor, now=case.now
        )
        stated = PeerUser.objects.values_list("level", flat=True).get(pk=case.of.pk)
        case.believe(Level(stated or Level.REGISTERED))
    return None


def _change_contact(case: _Case) -> ConflictKind | None:
    was, becomes = read_contact(case.facts, "was"), read_contact(case.facts, "now")
    kind = ContactKind(str(case.facts["contact"]))
    present = contact_of(case.account, kind)
    if _key(present) == _key(becomes):
        return None
    if not case.is_decided:
        if case.is_of_confirmed_unit:
            return ConflictKind.UNIT_CONFIRMED
        if _key(present) != _key(was):
            return ConflictKind.CONTACT_DIFFERS
        if becomes is not None and holder_of(becomes) is not None:
            return ConflictKind.MOBILE_TAKEN
    reason, account_id = ContactChangeReason.CHANGED, case.account.id
    if becomes is None:
        accounts.drop_contact(
            account_id=account_id, kind=kind, reason=reason, actor=case.actor, now=case.now
        )
    else:
        accounts.set_contact(
            account_id=account_id, contact=becomes, reason=reason, actor=case.actor, now=case.now
        )
    return None


def _change_level(case: _Case) -> ConflictKind | None:
    case.believe(level_in(case.facts))
    return None


def _merge(case: _Case) -> ConflictKind | None:
    others = PeerUser.objects.filter(
        peer_id=case.of.peer_id, remote_id=id_in(case.facts, "into")
    ).exclude(user=None)
    main_id = others.values_list("user__account_id", flat=True).first()
    if main_id is None:
        raise errors.EventNotHome
    main = accounts_queries.get_account(AccountId(main_id))
    account = case.account
    if main.id in {account.id, account.main_account_id}:
        return None
    is_one_person = account.person_id is not None and account.person_id == main.person_id
    if not is_one_person and not case.is_decided:
        return ConflictKind.MERGE_DIFFERS
    accounts.link(main=main, other=account, is_merge=True, actor=case.actor, now=case.now)
    return None


def _close(case: _Case) -> ConflictKind | None:
    if not case.is_decided and case.is_of_confirmed_unit:
        return ConflictKind.UNIT_CONFIRMED
    accounts.close_account(account_id=case.account.id, actor=case.actor, now=case.now)
    return None


def _skip(_case: _Case) -> ConflictKind | None:
    return None


_HANDLERS: dict[NodeEventKind, Callable[[_Case], ConflictKind | None]] = {
    NodeEventKind.REGISTERED: _register,
    NodeEventKind.IDENTIFIED: _identify,
    NodeEventKind.CONTACT_CHANGED: _change_contact,
    NodeEventKind.LEVEL_CHANGED: _change_level,
    NodeEventKind.MERGED: _merge,
    NodeEventKind.CLOSED: _close,
    NodeEventKind.SKIPPED: _skip,
}


def contact_of(account: AccountFacts, kind: ContactKind) -> Contact | None:
    """Return the contact of this kind that an account has here, or None."""
    if kind is ContactKind.MOBILE:
        return account.mobile
    told = {"contact": kind.value, "now": account.email}
    return read_contact(told, "now")


def _key(contact: Contact | None) -> str:
    return "" if contact is None else contact.key
