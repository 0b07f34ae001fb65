"""What other areas want to know of offices; `config/wiring` gives these to their ports."""

import datetime as dt
import uuid
from collections.abc import Sequence

from shiming.accounts import ports as accounts_ports
from shiming.accounts import queries as accounts
from shiming.accounts.types import (
    SELF_KEY,
    AccountId,
    AccountKind,
    BodyRole,
    IdentityFacts,
    PersonId,
    Standing,
    Subordinate,
)
from shiming.kernel import clock
from shiming.kernel.actor import ActingIdentity, ActingKind, Actor
from shiming.legal_persons import queries
from shiming.legal_persons.office_titles import title_of
from shiming.legal_persons.policies.offices import permissions_of, role_of
from shiming.legal_persons.policies.registrations import refusal_to_act_for_units
from shiming.legal_persons.types import Capacity, LegalPersonId, LegalPersonPermission
from shiming.messages.types import NamedIdentity

_PREFIX = "office:"


class OfficeIdentities:
    """In which capacities an account may act: for oneself, and in each active office."""

    def list_identities(
        self, *, account_id: AccountId, person_id: PersonId | None, now: dt.datetime
    ) -> Sequence[IdentityFacts]:
        """Return oneself and, for an account that was proofed, the person's offices."""
        own = IdentityFacts(key=SELF_KEY, kind=ActingKind.SELF)
        offices = [
            IdentityFacts(
                key=f"{_PREFIX}{capacity.office_id}",
                kind=ActingKind.OFFICE,
                name=capacity.unit_name,
                note=str(title_of(capacity.kind)),
            )
            for capacity in _capacities(account_id, person_id, now=now)
        ]
        clients = queries.list_client_identities(account_id, now=now)
        if clients and not _is_proofed(account_id, person_id, now=now):
            clients = []
        return (own, *offices, *clients)

    def find_identity(
        self, *, key: str, account_id: AccountId, person_id: PersonId | None, now: dt.datetime
    ) -> ActingIdentity | None:
        """Return a capacity with what it allows now, or None if it is not the account's."""
        if key == SELF_KEY:
            return accounts_ports.OnlyMyself().find_identity(
                key=key, account_id=account_id, person_id=person_id, now=now
            )
        if key.startswith(queries.UNIT_KEY):
            return queries.find_unit_identity(key=key, account_id=account_id)
        if key.startswith(queries.CLIENT_KEY):
            if not _is_proofed(account_id, person_id, now=now):
                return None
            return queries.find_client_identity(key=key, account_id=account_id, now=now)
        for capacity in _capacities(account_id, person_id, now=now):
            if key == f"{_PREFIX}{capacity.office_id}":
                return ActingIdentity(
                    kind=ActingKind.OFFICE,
                    legal_person_id=capacity.legal_person_id,
                    permissions=permissions_of(capacity.kind),
                    valid_until=capacity.valid_until,
                )
        return None


class OfficeSuperiors:
    """Who heads a unit stands above its officers (S35-6)."""

    def standing_towards(
        self, *, actor: Actor, account_id: AccountId, now: dt.datetime
    ) -> Standing:
        """Return how the actor, in the office that they act in now, stands to another account."""
        owner = accounts.get_account(account_id)
        # A code is only ever sent to its owner: shown to the unit, it would open a person's account
        # to an employer.
        main = (
            owner if owner.main_account_id is None else accounts.get_account(owner.main_account_id)
        )
        unit_id = _headed_unit(actor)
        if unit_id is None or owner.person_id is None or main.mobile is None:
            return Standing()
        if owner.kind is not AccountKind.NATURAL_PERSON:
            return Standing()
        roles = {
            person_id: [
                role_of(office.kind)
                for office in queries.list_officers(unit_id, now=now)
                if office.person_id == person_id
            ]
            for person_id in (actor.person_id, owner.person_id)
        }
        mine, theirs = roles[actor.person_id], roles[owner.person_id]
        if not mine or not theirs:
            return Standing()
        return Standing(
            actor_role=_highest(mine),
            owner_role=_highest(theirs),
            is_same_body=True,
            is_self=account_id == actor.account_id,
        )

    def list_subordinates(self, *, actor: Actor, now: dt.datetime) -> Sequence[Subordinate]:
        """Return the accounts of those who act for the unit, by their office."""
        unit_id = _headed_unit(actor)
        if unit_id is None:
            return ()
        found: dict[uuid.UUID, Subordinate] = {}
        for office in queries.list_officers(unit_id, now=now):
            if office.person_id is None:
                continue
            for account in accounts.list_accounts_of_person(office.person_id):
                standing = self.standing_towards(actor=actor, account_id=account.id, now=now)
                if standing.is_same_body and (
                    standing.is_self or standing.owner_role is BodyRole.OFFICER
                ):
                    label = f"{office.holder_name.masked}，{title_of(office.kind)}"
                    found.setdefault(account.id, Subordinate(account=account, label=label))
        return tuple(found.values())


class OfficeNames:
    """For which units an account can act, as the message centre names them."""

    def identities_of(self, account_id: uuid.UUID) -> Sequence[NamedIdentity]:
        """Return the units under the keys of `messages.policies.identities`, each once."""
        account = accounts.get_account(AccountId(account_id))
        held = _capacities(account.id, account.person_id, now=clock.now())
        names = {capacity.legal_person_id: capacity.unit_name for capacity in held}
        return [
            NamedIdentity(key=f"legal_person:{unit_id}", name=name)
            for unit_id, name in names.items()
        ]


class OfficersAcceptingAlerts:
    """Who is alerted of risks of a unit: its officers who said yes, and nobody else (S31-9)."""

    def accounts_accepting(self, legal_person_id: uuid.UUID) -> Sequence[uuid.UUID]:
        """Return the accounts over which messages reach them."""
        unit_id = LegalPersonId(legal_person_id)
        return _reached(queries.list_accepting_risk_alerts(unit_id, now=clock.now()))


def accounts_of_unit(legal_person_id: LegalPersonId, *, now: dt.datetime) -> list[uuid.UUID]:
    """Return the accounts of everybody who may act for a unit now, as messages reach them."""
    people = {office.person_id for office in queries.list_officers(legal_person_id, now=now)}
    return _reached(sorted(filter(None, people)))


def _reached(people: Sequence[PersonId]) -> list[uuid.UUID]:
    return [
        account.id
        for person_id in people
        for account in accounts.list_accounts_of_person(person_id)
        # A linked account is reached over its main one (S14-8).
        if account.main_account_id is None
    ]


def _highest(roles: Sequence[BodyRole]) -> BodyRole:
    # Who is both head and officer of a unit is its head: another head must not reset them.
    order = [BodyRole.LEGAL_REPRESENTATIVE, BodyRole.FINANCE_OFFICER, BodyRole.OFFICER]
    return min(roles, key=order.index)


def _headed_unit(actor: Actor) -> LegalPersonId | None:
    identity = actor.identity
    may = identity.kind is ActingKind.OFFICE and actor.may(LegalPersonPermission.MANAGE_OFFICERS)
    if not may or identity.legal_person_id is None:
        return None
    return LegalPersonId(identity.legal_person_id)


def _capacities(
    account_id: AccountId, person_id: PersonId | None, *, now: dt.datetime
) -> list[Capacity]:
    """Return the offices that this account may take: none, unless it was proofed itself."""
    if person_id is None:
        return []
    held = queries.list_capacities(person_id, now=now)
    return held if held and _is_proofed(account_id, person_id, now=now) else []


def _is_proofed(account_id: AccountId, person_id: PersonId | None, *, now: dt.datetime) -> bool:
    """Tell whether this account was proofed itself, and so may act for anybody else."""
    if person_id is None:
        return False
    level, _until = accounts_ports.level_source().level_of(person_id, account_id, now)
    return refusal_to_act_for_units(level=level) is None
