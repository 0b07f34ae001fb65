"""Going to a source named `city` and coming back, and the people who do."""

import datetime as dt
import urllib.parse

from shiming.accounts.actions.registration.open_account_from_source import (
    OpenedFromSource,
    open_account_from_source,
)
from shiming.accounts.actions.sign_in.return_from_source import (
    ReturnedFromSource,
    return_from_source,
)
from shiming.accounts.actions.sign_in.start_social import start_social
from shiming.accounts.models import Account, SocialBinding
from shiming.accounts.types import (
    OutsideAim,
    Visit,
)
from shiming.kernel.actor import Actor, system_actor, visitor
from shiming.kernel.levels import Level
from shiming.proofing import operations as proofing
from shiming.proofing.types import EvidenceKind
from tests.cast import Member
from tests.factories.accounts import (
    NOW,
    make_account_of,
)

BACK = "https://id.example/sign-in/source/city/back/"
LATER = NOW + dt.timedelta(minutes=1)


def go(
    visit: Visit,
    *,
    aim: OutsideAim = OutsideAim.SIGN_IN,
    actor: Actor | None = None,
    now: dt.datetime = NOW,
) -> str:
    """Go to the source, and return the state with which it sends people back."""
    started = start_social(
        provider="city",
        aim=aim,
        redirect_uri=BACK,
        wanted="/wanted/",
        actor=actor or visitor(),
        visit=visit,
        now=now,
    )
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(started.url).query))
    return query["state"]


def come_back(
    visit: Visit, state: str, *, actor: Actor | None = None, now: dt.datetime = NOW
) -> ReturnedFromSource:
    return return_from_source(
        code="city",
        answer={"state": state, "code": "a code"},
        redirect_uri=BACK,
        actor=actor or visitor(),
        visit=visit,
        replaces=None,
        now=now,
    )


def enter(
    visit: Visit,
    *,
    now: dt.datetime = NOW,
    aim: OutsideAim = OutsideAim.SIGN_IN,
    by: Actor | None = None,
) -> ReturnedFromSource:
    return come_back(visit, go(visit, now=now, aim=aim, actor=by), now=now, actor=by)


def open_account(visit: Visit, entered: ReturnedFromSource) -> OpenedFromSource:
    assert entered.to_decide is not None
    return open_account_from_source(proof_id=entered.to_decide, visit=visit, replaces=None, now=NOW)


def owner(member: Member, *, level: Level = Level.PRIMARY) -> Account:
    """Return the account of a person whom the register has confirmed."""
    account = make_account_of(member, is_attached=True)
    assert account.person_id is not None
    kinds = [EvidenceKind.REGISTER_TWO_FACTORS]
    if level is Level.INTERMEDIATE:
        kinds.append(EvidenceKind.LIVE_FACE)
    for kind in kinds:
        proofing.add_evidence(
            person_id=account.person_id,
            account_id=account.pk,
            kind=kind,
            source="tests",
            actor=system_actor(device="tests"),
            now=NOW,
        )
    return account


def is_linked(account: Account) -> bool:
    return SocialBinding.objects.filter(account=account, provider="city").exists()
