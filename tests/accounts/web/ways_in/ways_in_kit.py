"""People who sign in by one way or another."""

from shiming.accounts import operations
from shiming.accounts.models import Account
from shiming.accounts.types import (
    AccountId,
    NumberKind,
    PersonalNumberId,
)
from shiming.kernel import clock
from shiming.kernel.actor import system_actor

WRONG = "Falsch-7-Falsch"
CARD = "resident_id_card"
SYSTEM = system_actor(device="tests")
FUND = "112233445566"


def attach_number(
    account: Account, number: str = FUND, kind: NumberKind = NumberKind.HOUSING_FUND
) -> PersonalNumberId:
    return operations.attach_number(
        account_id=AccountId(account.pk), kind=kind, number=number, actor=SYSTEM, now=clock.now()
    )
