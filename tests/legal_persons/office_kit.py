"""A unit with two heads, and people who want to act for it."""

import dataclasses

from shiming.accounts.models import Account
from shiming.kernel.actor import Actor
from shiming.kernel.phones import Mobile
from shiming.legal_persons.models import Office
from shiming.legal_persons.types import (
    LegalPersonId,
    LegalPersonPermission,
    OfficeId,
    OfficeKind,
    OfficerInvitation,
    OfficeState,
)
from shiming.messages.models import InboxMessage, Todo
from tests.cast import AGENT, LEGAL_REPRESENTATIVE, PROOFED_CITIZEN, Member
from tests.factories.accounts import person_of
from tests.factories.legal_persons import make_office, make_proofed, make_unit
from tests.legal_persons.registration_kit import acting_for

CONTACT = "15401000099"
REQUEST_TODO = "legal_persons/office_requested"
CONFIRM_TODO = "legal_persons/confirm_office"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Staffed:
    """A unit, its two heads, and the accounts of theirs."""

    unit: LegalPersonId
    head: Account
    finance: Account
    top: OfficeId
    money: OfficeId

    def acting(self, account: Account | None = None) -> Actor:
        """Return somebody who acts for the unit now, and may manage its officers."""
        return acting_for(account or self.head, self.unit, LegalPersonPermission.MANAGE_OFFICERS)


def make_staffed() -> Staffed:
    """Return a unit with legal representative and finance officer."""
    unit = make_unit()
    head, finance = make_proofed(LEGAL_REPRESENTATIVE), make_proofed(PROOFED_CITIZEN)
    return Staffed(
        unit=unit,
        head=head,
        finance=finance,
        top=make_office(unit, LEGAL_REPRESENTATIVE, head),
        money=make_office(unit, PROOFED_CITIZEN, finance, kind=OfficeKind.FINANCE_OFFICER),
    )


def invitation_of(
    member: Member = AGENT,
    *,
    name: str = "",
    kind: OfficeKind = OfficeKind.TAX_OFFICER,
    accepts_risk_alerts: bool = True,
) -> OfficerInvitation:
    """Return what a head states of somebody."""
    stated = dataclasses.replace(member, name=name or member.name)
    return OfficerInvitation(
        name=stated.person_name,
        number=member.document_number,
        mobile=Mobile.parse(CONTACT),
        kind=kind,
        position="会计",
        accepts_risk_alerts=accepts_risk_alerts,
    )


def state_of_office(office: OfficeId) -> OfficeState:
    """Return where an office stands."""
    return OfficeState(Office.objects.get(pk=office).state)


def waiting_for(account: Account) -> list[str]:
    """Return the kinds of what waits for a person."""
    own = Todo.objects.filter(receiver=f"person:{person_of(account)}", is_done=False)
    return list(own.order_by("opened_at", "pk").values_list("kind", flat=True))


def told_of(account: Account) -> list[tuple[str, str]]:
    """Return what an account was told by the area, and in which capacity."""
    own = InboxMessage.objects.filter(account_id=account.pk, template__startswith="legal_persons/")
    return [
        (template.removeprefix("legal_persons/"), acting)
        for template, acting in own.order_by("pk").values_list("template", "acting")
    ]
