"""Joining two accounts as their owner does."""

import datetime as dt

from shiming.accounts.actions.linking.link_accounts import link_accounts
from shiming.accounts.actions.linking.prove_other_account import prove_other_account
from shiming.accounts.models import Account, AccountLink
from shiming.accounts.types import (
    AccountId,
    LinkId,
    Visit,
)
from shiming.kernel.actor import Actor
from tests.cast import AGENT
from tests.factories.accounts import (
    NOW,
    PASSWORD,
    last_code,
)

MINUTE = dt.timedelta(minutes=1)
STAFF_SIDE = "gan-teacher"
STUDENT_SIDE = "gan-student"


def prove(
    actor: Actor, visit: Visit, *, password: str = PASSWORD, now: dt.datetime = NOW
) -> AccountId:
    return prove_other_account(
        identifier=STUDENT_SIDE, password=password, actor=actor, visit=visit, now=now
    ).account_id


def link(actor: Actor, visit: Visit, *, is_merge: bool = False, now: dt.datetime = NOW) -> LinkId:
    other_id = prove(actor, visit, now=now)
    link_accounts(
        other_id=other_id,
        typed=last_code(AGENT.mobile),
        is_merge=is_merge,
        actor=actor,
        visit=visit,
        now=now,
    )
    return LinkId(AccountLink.objects.get(ended_at__isnull=True).pk)


def is_linked() -> bool:
    return Account.objects.filter(main_account__isnull=False).exists()
