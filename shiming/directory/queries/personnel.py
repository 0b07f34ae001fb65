"""What other areas want to know of staff; `config/wiring` gives these to the ports of accounts."""

import datetime as dt
import uuid
from collections.abc import Sequence

from shiming.accounts import errors as account_errors
from shiming.accounts import queries as accounts
from shiming.accounts.types import (
    AccountId,
    AccountKind,
    AccountPermission,
    BodyRole,
    PersonnelRecord,
    Standing,
    Subordinate,
)
from shiming.directory import policies
from shiming.directory.models import StaffMember
from shiming.directory.queries.administration import permissions_of
from shiming.directory.queries.staff import profile_of
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.documents import DocumentType, parse_document_number
from shiming.kernel.phones import Mobile


class StaffSuperiors:
    """The administrator of a body above answers for the staff of those below (S12-3)."""

    def standing_towards(
        self, *, actor: Actor, account_id: AccountId, now: dt.datetime
    ) -> Standing:
        """Return how an officer stands in the tree to the owner of a staff account."""
        if actor.account_id is None or not actor.may(AccountPermission.RESET_STAFF):
            return Standing()
        try:
            kind = accounts.get_account(account_id).kind
        except account_errors.AccountNotFound:
            return Standing()
        if kind is not AccountKind.STAFF:
            return Standing()
        paths = dict(
            StaffMember.objects.filter(
                pk__in=[actor.account_id, account_id], is_closed=False
            ).values_list("pk", "organisation__path")
        )
        mine, theirs = paths.get(actor.account_id) or "", paths.get(account_id) or ""
        is_administrator = AccountPermission.RESET_STAFF in permissions_of(account_id, now)
        return Standing(
            actor_role=BodyRole.ADMINISTRATOR,
            owner_role=BodyRole.ADMINISTRATOR if is_administrator else BodyRole.MEMBER,
            is_same_body=mine == theirs,
            is_higher_body=policies.is_above(mine, theirs),
            is_self=account_id == actor.account_id,
        )

    def list_subordinates(self, *, actor: Actor, now: dt.datetime) -> Sequence[Subordinate]:  # noqa: ARG002  a port's shape
        """Return nobody: officers find staff in their own list, by body and name."""
        return ()


class StaffRecords:
    """By what members of staff are told apart where decisions take two people."""

    def record_of(self, account_id: uuid.UUID) -> PersonnelRecord:
        """Return what personnel says of an account's owner, of a closed one too."""
        row = StaffMember.objects.filter(pk=account_id).first()
        if row is None:
            return PersonnelRecord()
        mobile = policies.mobile_in(profile_of(row).phone)
        return PersonnelRecord(
            number=parse_document_number(DocumentType.RESIDENT_ID_CARD, row.number)
            if row.number
            else None,
            mobile=Mobile.parse(mobile) if mobile else None,
        )
