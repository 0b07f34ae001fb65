"""Taking in a user whom a peer, or an older system, tells of for the first time (S33-21)."""

import dataclasses
import datetime as dt
from collections.abc import Mapping

from shiming.accounts import operations as accounts
from shiming.accounts import queries as accounts_queries
from shiming.accounts.types import (
    AccountId,
    AccountKind,
    Contact,
    ContactChangeReason,
)
from shiming.kernel.actor import Actor
from shiming.kernel.emails import EmailAddress
from shiming.kernel.identifiers.legal_person_codes import CreditCode
from shiming.kernel.levels import Level
from shiming.kernel.phones import Mobile
from shiming.legal_persons import queries as legal_persons
from shiming.legal_persons.types import LegalPersonFacts, LegalPersonKind
from shiming.proofing import operations as proofing
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.models.nodes import NodeUser, PeerNode, PeerUser
from shiming.trust_sources.operations.nodes.conflicts import open_conflict
from shiming.trust_sources.operations.nodes.units import is_same_name, is_vouched_for, keep_unit
from shiming.trust_sources.policies.nodes import actor_of_peer, home_told_by
from shiming.trust_sources.policies.users import SharedUser, believed_level
from shiming.trust_sources.ports.nodes import node_policy
from shiming.trust_sources.queries.nodes import holder_of
from shiming.trust_sources.types.nodes import (
    ConflictKind,
    Decision,
    LineOutcome,
    NodeEventKind,
    NodeRole,
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who tells: a peer and its row of the user, or nobody but an older system of our own."""

    peer: PeerNode | None
    of: PeerUser | None
    actor: Actor

    @property
    def home(self) -> str:
        """Where whoever it tells of is at home."""
        own = node_policy()
        if self.peer is None:
            return own.code
        return home_told_by(teller=self.peer.code, role=NodeRole(self.peer.role), own=own)


def take_in(
    user: SharedUser,
    *,
    source: Source,
    facts: Mapping[str, object],
    now: dt.datetime,
    decision: Decision | None = None,
) -> LineOutcome:
    """
    Find the account of a user by number and name, or make one; what is doubtful waits for people.

    An account that is here keeps all it has: contacts, password, level. `decision` is what officers
    made of an earlier conflict about this very user.

    :raises errors.ConflictMovedOn: if what was decided cannot be done any more
    """
    told = _Told(user=user, source=source, facts=facts, now=now, decision=decision)
    outcome, account_id = (
        _take_in_person(told) if user.body is None else _take_in_body(told, user.body)
    )
    if account_id is None:
        return outcome
    # Who is here already is at home here, unless the books say where: telling of them by number and
    # name gives a peer no say in their account.
    home = source.home if outcome is LineOutcome.ADDED else node_policy().code
    entered = _enter(user, account_id=account_id, source=source, home=home)
    # A level that a peer could not take back later is not believed now.
    is_their_say = entered.home == source.home
    if is_their_say and source.of is not None and source.peer is not None:
        believe_level(
            of=source.of, peer=source.peer, stated=user.level, actor=source.actor, now=now
        )
    return outcome


def believe_level(
    *, of: PeerUser, peer: PeerNode, stated: Level, actor: Actor, now: dt.datetime
) -> None:
    """
    Keep the level that a peer states, and as much of it as evidence as was agreed upon with it.

    What the peer had said before stops counting: a level that it takes back is gone here, too.
    """
    PeerUser.objects.filter(pk=of.pk).update(level=stated)
    user = PeerUser.objects.select_related("user").get(pk=of.pk).user
    account = None if user is None else accounts_queries.get_account(AccountId(user.account_id))
    if account is None or account.person_id is None:
        # There is nobody yet whom evidence could be about.
        return
    believed = believed_level(stated=stated, agreed=Level(peer.highest_level))
    source = f"node:{peer.code}"
    if believed <= Level.REGISTERED:
        proofing.end_source_evidence(
            person_id=account.person_id, account_id=account.id, source=source, actor=actor, now=now
        )
        return
    proofing.keep_source_evidence(
        person_id=account.person_id,
        account_id=account.id,
        strength=believed,
        source=source,
        document_type=accounts_queries.get_person(account.person_id).document_type.value,
        valid_until=now + node_policy().word_holds,
        actor=actor,
        now=now,
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    user: SharedUser
    source: Source
    facts: Mapping[str, object]
    now: dt.datetime
    decision: Decision | None

    def doubt(self, kind: ConflictKind, account_id: AccountId | None) -> None:
        open_conflict(
            kind=kind,
            event=NodeEventKind.REGISTERED,
            of=self.source.of,
            account_id=account_id,
            facts=self.facts,
            actor=self.source.actor,
            now=self.now,
        )

    def attach(self, account_id: AccountId) -> None:
        if self.user.number is not None and self.user.name is not None:
            accounts.attach_person(
                account_id=account_id,
                number=self.user.number,
                name=self.user.name,
                actor=self.source.actor,
                now=self.now,
            )


def _take_in_person(told: _Told) -> tuple[LineOutcome, AccountId | None]:
    number, name = told.user.number, told.user.name
    person = None if number is None else accounts_queries.find_person(number)
    if person is not None and name is not None:
        account = accounts_queries.account_of_face(person.id)
        account_id = None if account is None else account.id
        if not person.name.matches(name):
            if told.decision is not Decision.TAKE_THEIRS:
                told.doubt(ConflictKind.NAME_DIFFERS, account_id)
                return LineOutcome.CONFLICT, None
            if account_id is not None:
                # The same number: attaching once more is what corrects the name.
                told.attach(account_id)
        if account_id is not None:
            return LineOutcome.MERGED, account_id
    made = _admit(told, AccountKind.NATURAL_PERSON)
    if made is None:
        return LineOutcome.CONFLICT, None
    told.attach(made)
    return LineOutcome.ADDED, made


def _take_in_body(told: _Told, code: CreditCode) -> tuple[LineOutcome, AccountId | None]:
    unit = legal_persons.find_by_credit_code(code)
    if (
        told.decision is not Decision.TAKE_THEIRS
        and unit is not None
        and unit.account_id is None
        and is_vouched_for(unit.id, now=told.now)
    ):
        # Whoever holds the mobile that the peer states would be this unit at its level here.
        told.doubt(ConflictKind.UNIT_CONFIRMED, None)
        return LineOutcome.CONFLICT, None
    entered = NodeUser.objects.filter(body_code=code.value).first()
    account_id = _account_of_body(code, unit=unit, entered=entered)
    names = [one for one in (unit and unit.name, entered and entered.body_name) if one]
    is_same = all(is_same_name(one, told.user.body_name) for one in names)
    if not is_same and told.decision is not Decision.TAKE_THEIRS:
        told.doubt(ConflictKind.NAME_DIFFERS, account_id)
        return LineOutcome.CONFLICT, None
    outcome = LineOutcome.MERGED
    if account_id is None:
        is_agency = unit is not None and unit.kind is LegalPersonKind.AGENCY
        account_id = _admit(told, AccountKind.AGENCY if is_agency else AccountKind.UNIT)
        outcome = LineOutcome.CONFLICT if account_id is None else LineOutcome.ADDED
    if account_id is not None:
        keep_unit(
            unit=unit,
            code=code,
            name=told.user.body_name,
            account_id=account_id,
            actor=told.source.actor,
            now=told.now,
        )
    return outcome, account_id


def _account_of_body(
    code: CreditCode, *, unit: LegalPersonFacts | None, entered: NodeUser | None
) -> AccountId | None:
    if unit is not None and unit.account_id is not None:
        return AccountId(unit.account_id)
    if entered is not None:
        return AccountId(entered.account_id)
    return accounts_queries.find_account_of_body(code.value)


def _admit(told: _Told, kind: AccountKind) -> AccountId | None:
    """Make an account, or return None: somebody here has the contact, and people must decide."""
    user, source = told.user, told.source
    holders = {contact: holder_of(contact) for contact in user.contacts}
    held = {contact: holder for contact, holder in holders.items() if holder is not None}
    if held and told.decision is None:
        told.doubt(ConflictKind.MOBILE_TAKEN, next(iter(held.values())).id)
        return None
    free = [contact for contact in user.contacts if contact not in held]
    account_id = accounts.admit_account(
        kind=kind,
        mobile=next((one for one in free if isinstance(one, Mobile)), None),
        email=next((one for one in free if isinstance(one, EmailAddress)), None),
        # The listener must not tell the peer of whom it has just told us.
        actor=source.actor if source.peer is None else actor_of_peer(source.peer.code),
        now=told.now,
    )
    if account_id is None:
        # Somebody registered in this very moment: what asks again finds them.
        raise errors.ConflictMovedOn
    _enter(user, account_id=account_id, source=source, home=source.home)
    if told.decision is Decision.TAKE_THEIRS:
        for contact in held:
            _give(account_id, contact, actor=source.actor, now=told.now)
    return account_id


def _give(account_id: AccountId, contact: Contact, *, actor: Actor, now: dt.datetime) -> None:
    accounts.set_contact(
        account_id=account_id,
        contact=contact,
        reason=ContactChangeReason.CHANGED,
        actor=actor,
        now=now,
    )


def _enter(user: SharedUser, *, account_id: AccountId, source: Source, home: str) -> NodeUser:
    entered, _ = NodeUser.objects.get_or_create(account_id=account_id, defaults={"home": home})
    if user.body is not None:
        NodeUser.objects.filter(pk=entered.pk).update(
            body_code=user.body.value, body_name=user.body_name or entered.body_name
        )
    if source.of is not None:
        PeerUser.objects.filter(pk=source.of.pk).update(user=entered, is_told=True)
        source.of.user = entered
    return entered
