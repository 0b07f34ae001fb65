"""What a unit's own account may add to itself: nothing that is worth more than it has shown."""

import dataclasses
import datetime as dt
from collections.abc import Callable

import pytest

from shiming.accounts import errors, queries
from shiming.accounts.actions.bindings.bind_social import bind_social
from shiming.accounts.actions.contacts.demand_contacts import demand_contacts
from shiming.accounts.actions.contacts.request_contact_code import request_contact_code
from shiming.accounts.actions.credentials.add_passkey import add_passkey
from shiming.accounts.actions.credentials.confirm_authenticator import confirm_authenticator
from shiming.accounts.actions.credentials.offer_passkey import offer_passkey
from shiming.accounts.actions.credentials.send_confirmation_code import send_confirmation_code
from shiming.accounts.actions.credentials.start_authenticator import start_authenticator
from shiming.accounts.actions.reauthenticate import reauthenticate
from shiming.accounts.models import OneTimeCode, Portal, Session
from shiming.accounts.types import (
    AccountId,
    AccountKind,
    Factor,
    FactorAnswer,
    OutsideProofId,
    SessionId,
)
from shiming.kernel.actor import Actor
from shiming.kernel.emails import EmailAddress
from shiming.kernel.errors import DomainError
from shiming.kernel.ids import new_id
from shiming.kernel.phones import Mobile
from tests.factories.accounts import (
    NOW,
    PASSWORD,
    last_code,
    make_account,
    make_actor,
    make_visit,
)
from tests.factories.credentials import session_of

pytestmark = pytest.mark.django_db

MOBILE = "15401000088"
ADDING: dict[str, Callable[[Actor], object]] = {
    "passkey options": lambda actor: offer_passkey(actor=actor, now=NOW),
    "passkey": lambda actor: add_passkey(answer="{}", name="手机", actor=actor, now=NOW),
    "app": lambda actor: start_authenticator(actor=actor, now=NOW),
    "code of the app": lambda actor: confirm_authenticator(typed="123456", actor=actor, now=NOW),
    "linked source": lambda actor: bind_social(
        proof_id=OutsideProofId(new_id()), actor=actor, visit=make_visit(), now=NOW
    ),
    "mailbox": lambda actor: request_contact_code(
        contact=EmailAddress.parse("unit@example.com"), actor=actor, visit=make_visit(), now=NOW
    ),
    "first mobile": lambda actor: request_contact_code(
        contact=Mobile.parse(MOBILE), actor=actor, visit=make_visit(), now=NOW
    ),
}


def refusal(act: Callable[[Actor], object], actor: Actor) -> str:
    try:
        act(actor)
    except DomainError as error:
        return error.code
    return ""


class TestAWayIn:
    @pytest.mark.parametrize("kind", [AccountKind.UNIT, AccountKind.AGENCY])
    @pytest.mark.parametrize("methods", [("pwd",), ("mca", "pwd")], ids=["typed", "carried over"])
    @pytest.mark.parametrize("adding", ADDING.values(), ids=ADDING.keys())
    def test_is_not_added_by_a_units_password_alone(
        self, adding: Callable[[Actor], object], methods: tuple[str, ...], kind: AccountKind
    ) -> None:
        actor = dataclasses.replace(make_actor(make_account(kind=kind)), methods=methods)

        assert refusal(adding, actor) == errors.UnitPasswordAlone.code
        assert not OneTimeCode.objects.exists()

    @pytest.mark.parametrize("adding", ADDING.values(), ids=ADDING.keys())
    @pytest.mark.parametrize(
        ("kind", "methods"),
        [(AccountKind.UNIT, ("pwd", "sms")), (AccountKind.NATURAL_PERSON, ("pwd",))],
        ids=["unit", "person"],
    )
    def test_is_added_by_who_showed_more_and_by_people(
        self, adding: Callable[[Actor], object], kind: AccountKind, methods: tuple[str, ...]
    ) -> None:
        actor = dataclasses.replace(make_actor(make_account(kind=kind)), methods=methods)

        assert refusal(adding, actor) != errors.UnitPasswordAlone.code

    def test_is_added_after_a_code_to_the_units_mobile(self) -> None:
        unit = make_account(kind=AccountKind.UNIT, mobile=MOBILE, password=PASSWORD)
        actor, visit = make_actor(unit), make_visit()
        assert Factor.SMS in queries.get_confirmation(actor=actor).factors

        send_confirmation_code(visit=visit, actor=actor, now=NOW)
        answer = FactorAnswer(factor=Factor.SMS, text=last_code(MOBILE))
        reauthenticate(answer=answer, visit=visit, actor=actor, now=NOW + dt.timedelta(seconds=30))

        shown = queries.actor_of_session(session_of(actor))
        assert set(shown.methods) == {"pwd", "sms"}
        assert refusal(ADDING["passkey options"], shown) == ""

    @pytest.mark.parametrize(
        ("kind", "methods", "is_held"),
        [
            (AccountKind.UNIT, ["pwd"], False),
            (AccountKind.UNIT, ["hwk", "pin"], True),
            (AccountKind.NATURAL_PERSON, ["pwd"], True),
        ],
    )
    def test_is_not_demanded_of_who_may_add_none(
        self, kind: AccountKind, methods: list[str], *, is_held: bool
    ) -> None:
        """Else a unit could not even bind its certificate (S14-4)."""
        demanding = {"code": "main", "name": "门户", "required_contacts": ["mobile"]}
        Portal.objects.update_or_create(host="", defaults=demanding)
        account = make_account(kind=kind)
        session = session_of(make_actor(account))
        Session.objects.update(methods=methods)

        held = demand_contacts(
            session_id=SessionId(session.public_id),
            account_id=AccountId(account.pk),
            host="testserver",
            now=NOW,
        )

        session.refresh_from_db()
        assert held is is_held
        assert bool(session.acting.get("must_complete")) is is_held

    def test_of_people_is_confirmed_with_the_password_still(self) -> None:
        person = make_account(mobile=MOBILE, password=PASSWORD)

        assert Factor.SMS not in queries.get_confirmation(actor=make_actor(person)).factors
