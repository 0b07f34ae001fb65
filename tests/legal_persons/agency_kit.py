"""A client that recognises an agency, and an employee of the agency who comes to act for it."""

import datetime as dt

from shiming.accounts.types import StartedSession, Visit
from shiming.kernel.actor import Actor
from shiming.legal_persons.actions.agencies.recognise_agency import recognise_agency
from shiming.legal_persons.actions.enterprise_sign_in.enter_client import enter_client
from shiming.legal_persons.officer_proof import ClientWanted
from shiming.legal_persons.types import (
    EntryWay,
    RecognitionId,
    UnitSignInId,
)
from tests.cast import AGENT
from tests.factories.accounts import NOW
from tests.legal_persons.entry_kit import (
    AGENCY_CODE,
    AGREEMENT,
    CODE,
    World,
)

SOON = NOW + dt.timedelta(minutes=2)
OTHER_AGREEMENT = "Vertrag-mit-8-Siegeln"


def recognise(
    recognition_id: RecognitionId, actor: Actor, password: str = AGREEMENT, now: dt.datetime = NOW
) -> None:
    recognise_agency(
        recognition_id=recognition_id, agreement_password=password, actor=actor, now=now
    )


def employee(world: World, visit: Visit, now: dt.datetime = SOON) -> UnitSignInId:
    """Take an agency's employee as far as the client."""
    sign_in_id = world.enter(way=EntryWay.AGENCY, identifier=AGENCY_CODE, visit=visit, now=now)
    world.choose(sign_in_id, AGENT, visit=visit, now=now)
    assert isinstance(world.prove(sign_in_id, AGENT, visit=visit, now=now), ClientWanted)
    return sign_in_id


def name_client(
    sign_in_id: UnitSignInId,
    visit: Visit,
    *,
    number: str = CODE,
    password: str = AGREEMENT,
    now: dt.datetime = SOON,
) -> StartedSession:
    outcome = enter_client(
        sign_in_id=sign_in_id,
        number=number,
        agreement_password=password,
        visit=visit,
        replaces=None,
        now=now,
    )
    assert isinstance(outcome, StartedSession)
    return outcome
