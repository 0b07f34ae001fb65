"""A sign-in that waits for its second step."""

import datetime as dt

import pytest

from shiming.accounts import operations
from shiming.accounts.actions.sign_in.second_factor import prove_second_factor
from shiming.accounts.models import Account, Session
from shiming.accounts.types import (
    Factor,
    FactorAnswer,
    SignInOutcome,
    StartedSession,
    Visit,
)
from shiming.kernel.errors import DomainError
from tests.factories.accounts import (
    NOW,
)


def begin(account: Account, visit: Visit, *, method: str = "pwd") -> SignInOutcome:
    """Prove the first factor."""
    return operations.complete_sign_in(
        account=account, methods=[method], visit=visit, replaces=None, now=NOW
    )


def prove(
    text: str,
    visit: Visit,
    *,
    factor: Factor = Factor.TOTP,
    trusts_device: bool = False,
    now: dt.datetime = NOW,
) -> StartedSession:
    return prove_second_factor(
        answer=FactorAnswer(factor=factor, text=text),
        trusts_device=trusts_device,
        visit=visit,
        replaces=None,
        now=now,
    )


def refuse(text: str, visit: Visit, *, factor: Factor = Factor.TOTP, now: dt.datetime = NOW) -> str:
    """Return the code of the refusal, once nobody has been signed in."""
    before = Session.objects.count()
    with pytest.raises(DomainError) as refusal:
        prove(text, visit, factor=factor, now=now)
    assert Session.objects.count() == before
    return refusal.value.code
