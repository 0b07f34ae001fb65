import datetime as dt

import pytest

from shiming.accounts import errors, queries
from shiming.accounts.actions.credentials.send_confirmation_code import send_confirmation_code
from shiming.accounts.actions.reauthenticate import reauthenticate
from shiming.accounts.types import AccountKind, Factor, FactorAnswer, Visit
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import Actor, visitor
from shiming.kernel.errors import DomainError
from tests.cast import PROOFED_CITIZEN, UNPROOFED_CITIZEN
from tests.factories.accounts import (
    NOW,
    PASSWORD,
    last_code,
    make_account,
    make_account_of,
    make_actor,
    make_visit,
)
from tests.factories.credentials import (
    digits,
    make_authenticator,
    make_passkey,
    session_of,
    sign_in_options,
)

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(minutes=6)


def confirm(
    text: str, factor: Factor, actor: Actor, visit: Visit, *, now: dt.datetime = LATER
) -> None:
    reauthenticate(answer=FactorAnswer(factor=factor, text=text), visit=visit, actor=actor, now=now)


def proven_at(actor: Actor) -> dict[str, dt.datetime]:
    session = session_of(actor)
    return {method: dt.datetime.fromisoformat(moment) for method, moment in session.factors.items()}


@pytest.fixture
def visit() -> Visit:
    return make_visit()


class TestReauthenticate:
    def test_by_password(self, visit: Visit) -> None:
        actor = make_actor(make_account_of(PROOFED_CITIZEN, password=PASSWORD))

        confirm(PASSWORD, Factor.PASSWORD, actor, visit)

        assert proven_at(actor)["pwd"] == LATER
        assert AuditRecord.objects.filter(event="accounts.session.reauthenticated").count() == 1

    def test_by_app(self, visit: Visit) -> None:
        account = make_account_of(PROOFED_CITIZEN)
        secret = make_authenticator(account)
        actor = make_actor(account)

        confirm(digits(secret, now=LATER), Factor.TOTP, actor, visit)

        assert proven_at(actor)["otp"] == LATER

    def test_by_passkey(self, visit: Visit) -> None:
        account = make_account_of(PROOFED_CITIZEN)
        key, _ = make_passkey(account)
        actor = make_actor(account)
        options = queries.passkey_options_to_confirm(actor=actor, now=LATER)

        confirm(key.get(options), Factor.PASSKEY, actor, visit)

        assert proven_at(actor)["hwk"] == LATER

    def test_by_sms_for_who_has_no_password(self, visit: Visit) -> None:
        actor = make_actor(make_account_of(PROOFED_CITIZEN))
        send_confirmation_code(visit=visit, actor=actor, now=LATER)

        confirm(last_code(PROOFED_CITIZEN.mobile), Factor.SMS, actor, visit)

        assert proven_at(actor)["sms"] == LATER

    @pytest.mark.parametrize("kind", ["password", "staff"])
    def test_by_sms_for_nobody_else(self, visit: Visit, kind: str) -> None:
        account = make_account(
            mobile=UNPROOFED_CITIZEN.mobile,
            password=PASSWORD if kind == "password" else "",
            kind=AccountKind.STAFF if kind == "staff" else AccountKind.NATURAL_PERSON,
        )

        with pytest.raises(errors.SecondFactorNotOffered):
            send_confirmation_code(visit=visit, actor=make_actor(account), now=NOW)
        with pytest.raises(errors.SecondFactorNotOffered):
            confirm("123456", Factor.SMS, make_actor(account), visit)

    def test_refuses_a_passkey_of_somebody_else(self, visit: Visit) -> None:
        account = make_account_of(PROOFED_CITIZEN)
        make_passkey(account)
        theirs, _ = make_passkey(make_account())
        actor = make_actor(account)
        options = queries.passkey_options_to_confirm(actor=actor, now=LATER)

        with pytest.raises(errors.PasskeyNotAccepted):
            confirm(theirs.get(options), Factor.PASSKEY, actor, visit)

        assert LATER not in proven_at(actor).values()

    def test_refuses_a_challenge_of_the_sign_in_page(self, visit: Visit) -> None:
        account = make_account_of(PROOFED_CITIZEN)
        key, _ = make_passkey(account)
        actor = make_actor(account)

        with pytest.raises(errors.PasskeyChallengeSpent):
            confirm(key.get(sign_in_options(visit)), Factor.PASSKEY, actor, visit)

        assert LATER not in proven_at(actor).values()

    @pytest.mark.parametrize(
        ("factor", "text"),
        [(Factor.TOTP, "123456"), (Factor.RECOVERY_CODE, "AAAAA-AAAAA"), (Factor.PASSWORD, "x")],
    )
    def test_refuses_what_the_account_does_not_have(
        self, visit: Visit, factor: Factor, text: str
    ) -> None:
        actor = make_actor(make_account_of(PROOFED_CITIZEN))

        with pytest.raises(errors.SecondFactorNotOffered):
            confirm(text, factor, actor, visit)

    def test_refuses_visitors(self, visit: Visit) -> None:
        with pytest.raises(DomainError) as refusal:
            confirm(PASSWORD, Factor.PASSWORD, visitor(), visit)

        assert refusal.value.code == errors.SignInRequired.code
