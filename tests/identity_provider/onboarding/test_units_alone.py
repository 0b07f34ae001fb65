"""S35-8, Q16: insurance-only units enter a marked client by their password alone, and no other."""

import json
from collections.abc import Callable

import pytest

from shiming.accounts import operations as accounts
from shiming.accounts.models import Account, Session
from shiming.accounts.types import LICENCE_METHOD, AccountId
from shiming.audit.models import AuditRecord
from shiming.identity_provider.actions.register_cas_service import register_cas_service
from shiming.identity_provider.dispatch import Dispatcher
from shiming.identity_provider.models import AuthorizationCode, Client
from shiming.identity_provider.types import GrantType, Scope
from shiming.kernel.actor import ActingKind, system_actor
from shiming.kernel.levels import Level
from shiming.legal_persons import operations
from shiming.legal_persons.models import LegalPerson, UnitSignIn
from shiming.legal_persons.types import LegalPersonId, LegalPersonState, UnitEvidenceKind
from tests.cast import AGENT, LEGAL_REPRESENTATIVE
from tests.factories.accounts import NOW, last_code, make_account_of
from tests.factories.identity_provider import authorization_parameters, basic, make_client
from tests.factories.legal_persons import make_office
from tests.identity_provider.conftest import Refresh
from tests.identity_provider.onboarding.conftest import Somebody, Visitor, csrf_of
from tests.identity_provider.onboarding.units_alone_kit import (
    HOME,
    SIGN_IN,
    USER_NAME,
    asked,
    client,
    enter,
    insured,
    jump,
    jump_again,
    mark,
)
from tests.identity_provider.wire import Reply, Wire
from tests.legal_persons.entry_kit import CODE, UNIT_PASSWORD

__all__ = ["client", "insured"]

pytestmark = pytest.mark.usefixtures("engine", "whole_site")

ALL_SCOPES = " ".join(scope for scope in Scope if scope is not Scope.OFFLINE_ACCESS)
WISHES = '{"id_token": {"phone_number": null, "name": null}, "userinfo": {"email": null}}'
OTHER_DOOR = "/sign-in/"
SERVICE = "https://old.example/app/"


class TestAMarkedClient:
    @pytest.mark.requirement("S35-8")
    def test_is_entered_by_the_units_password_alone_and_learns_of_the_unit_alone(
        self,
        wire: Wire,
        officer: Visitor,
        insured: LegalPerson,
        client: Client,
        redeem: Callable[..., Reply],
    ) -> None:
        mark(officer, client)

        code = jump(wire, client, scope=ALL_SCOPES, claims=WISHES)

        session = Session.objects.get(account=insured.account)
        assert (session.person_id, session.methods) == (None, ["pwd"])
        assert session.level == Level.REGISTERED
        assert session.acting["kind"] == ActingKind.UNIT
        token = redeem(client, code).json["access_token"]
        told = wire.get("/oauth2/userinfo", authorization=f"Bearer {token}").json
        assert told.pop("sub")
        assert told == {
            "acting_as": "unit",
            "user_kind": "unit",
            "company_name": insured.name,
            "uscc": CODE,
            "region": "600101",
        }
        jumped = AuditRecord.objects.get(event="legal_persons.sign_in.unit_alone")
        assert json.loads(jumped.details) == {
            "client_id": client.client_id,
            "legal_person_id": str(insured.pk),
        }

    @pytest.mark.requirement("S35-8")
    def test_is_opened_from_the_platform_too_where_it_is_the_only_one(
        self, wire: Wire, officer: Visitor, insured: LegalPerson, client: Client
    ) -> None:
        mark(officer, client)

        assert HOME in enter(wire).text

    def test_is_not_guessed_where_there_are_several(
        self, wire: Wire, officer: Visitor, insured: LegalPerson, client: Client
    ) -> None:
        mark(officer, client)
        mark(officer, make_client(home_uri=HOME))

        assert enter(wire).header("Location").startswith(SIGN_IN)

    def test_asks_for_a_person_again_once_it_is_no_longer_marked(
        self, wire: Wire, officer: Visitor, insured: LegalPerson, client: Client
    ) -> None:
        mark(officer, client)
        jump(wire, client)

        mark(officer, client, is_admitted=False)

        assert asked(wire, client)

    def test_ends_what_it_was_given_once_it_is_no_longer_marked(
        self,
        *,
        wire: Wire,
        officer: Visitor,
        insured: LegalPerson,
        client: Client,
        redeem: Callable[..., Reply],
        refresh: Refresh,
    ) -> None:
        mark(officer, client)
        tokens = redeem(client, jump(wire, client, scope="openid acting offline_access")).json
        code = jump_again(wire, client)

        def introspected() -> bool:
            asked = {"token": tokens["access_token"]}
            reply = wire.post("/oauth2/introspect", asked, authorization=basic(client))
            return bool(reply.json["active"])

        bearer = f"Bearer {tokens['access_token']}"
        assert introspected()
        mark(officer, client, is_admitted=False)

        assert not introspected()
        assert wire.get("/oauth2/userinfo", authorization=bearer).status == 401
        refused = refresh(client, tokens["refresh_token"])
        assert refused.json["error"] == redeem(client, code).json["error"] == "invalid_grant"


class TestNobodyElseGetsIn:
    @pytest.mark.requirement("S35-8")
    def test_where_nobody_has_marked_the_client(
        self, wire: Wire, insured: LegalPerson, client: Client
    ) -> None:
        entered = enter(wire, asked(wire, client))

        assert entered.header("Location").startswith(SIGN_IN)
        assert UnitSignIn.objects.count() == 1
        assert not Session.objects.exists()

    def test_whose_unit_pays_taxes(
        self, wire: Wire, officer: Visitor, insured: LegalPerson, client: Client
    ) -> None:
        mark(officer, client)
        LegalPerson.objects.update(is_insurance_only=False)

        assert enter(wire, asked(wire, client)).header("Location").startswith(SIGN_IN)
        assert not Session.objects.filter(account=insured.account).exists()

    def test_whose_unit_is_gone(
        self, wire: Wire, officer: Visitor, insured: LegalPerson, client: Client
    ) -> None:
        mark(officer, client)
        LegalPerson.objects.update(state=LegalPersonState.REVOKED)

        assert enter(wire, asked(wire, client)).status == 403
        assert not Session.objects.filter(account=insured.account).exists()

    def test_on_the_way_of_agencies(
        self, wire: Wire, officer: Visitor, insured: LegalPerson, client: Client
    ) -> None:
        mark(officer, client)

        assert enter(wire, asked(wire, client), way=f"{SIGN_IN}agency/").status == 403
        assert not Session.objects.filter(account=insured.account).exists()


@pytest.mark.requirement("S35-8")
class TestTheOtherDoor:
    """The unit's own account has a user name and the mobile of whoever registered it."""

    @pytest.fixture(autouse=True)
    def _is_well_known(self, insured: LegalPerson) -> None:
        """Let the unit itself be proven up to intermediate: none of it is the door's."""
        head = make_account_of(LEGAL_REPRESENTATIVE, is_attached=True)
        make_office(LegalPersonId(insured.pk), LEGAL_REPRESENTATIVE, head)
        operations.add_evidence(
            legal_person_id=LegalPersonId(insured.pk),
            kind=UnitEvidenceKind.COUNTER,
            source="tests",
            actor=system_actor(device="tests"),
            now=NOW,
        )

    def by_password(self, wire: Wire) -> Session:
        token = csrf_of(wire.get(OTHER_DOOR))
        form = {"csrfmiddlewaretoken": token, "identifier": USER_NAME, "password": UNIT_PASSWORD}
        wire.post(OTHER_DOOR, form)
        return Session.objects.get(account__user_name=USER_NAME)

    def by_sms(self, wire: Wire) -> Session:
        token = csrf_of(wire.get(f"{OTHER_DOOR}sms/"))
        form = {"csrfmiddlewaretoken": token, "mobile": AGENT.mobile}
        page = wire.post(f"{OTHER_DOOR}sms/", form).header("Location")
        code = {"csrfmiddlewaretoken": csrf_of(wire.get(page)), "code": last_code(AGENT.mobile)}
        wire.post(page, code)
        return Session.objects.get(account__user_name=USER_NAME)

    def test_opens_no_unmarked_client_by_the_password_alone(
        self, wire: Wire, client: Client
    ) -> None:
        session = self.by_password(wire)

        assert (session.methods, session.acting["kind"]) == (["pwd"], ActingKind.SELF)
        assert asked(wire, client)
        silent = authorization_parameters(client, prompt="none")
        refused = wire.get("/oauth2/authorize", silent).answer
        assert refused.parameters["error"] == "login_required"
        assert not AuthorizationCode.objects.exists()

    def test_opens_no_client_by_a_phone_that_showed_the_password_alone(
        self, wire: Wire, client: Client
    ) -> None:
        session = self.by_password(wire)
        # As signing in on a PC leaves it, whose code such a phone confirmed.
        Session.objects.filter(pk=session.pk).update(methods=["mca", "pwd"])

        assert asked(wire, client)
        Session.objects.filter(pk=session.pk).update(methods=["mca", "sms"])
        wire.get("/oauth2/authorize", authorization_parameters(client))
        assert AuthorizationCode.objects.get().level == Level.REGISTERED

    def test_opens_no_old_client_by_the_password_alone(self, wire: Wire, client: Client) -> None:
        register_cas_service(
            client_id=client.client_id,
            address=SERVICE,
            actor=system_actor(device="tests"),
            now=NOW,
        )
        self.by_password(wire)

        led = wire.get("/cas/login", {"service": SERVICE})

        assert led.header("Location").startswith(OTHER_DOOR)

    def test_lets_no_device_in_by_the_password_alone(self, wire: Wire) -> None:
        client = make_client(grant_types=[GrantType.DEVICE_CODE])
        self.by_password(wire)

        decided = self.let_in(wire, client)

        assert decided.header("Location").startswith(OTHER_DOOR)
        assert not AuthorizationCode.objects.exists()

    def let_in(self, wire: Wire, client: Client) -> Reply:
        path = "/oauth2/device-authorization"
        device = wire.post(path, {"scope": "openid"}, authorization=basic(client)).json
        form = {
            "csrfmiddlewaretoken": csrf_of(wire.get("/oauth2/device")),
            "user_code": device["user_code"],
            "decision": "approve",
        }
        return wire.post("/oauth2/device/decision", form)

    def test_opens_no_marked_client_either(
        self, wire: Wire, officer: Visitor, client: Client
    ) -> None:
        mark(officer, client)
        self.by_password(wire)

        wire.get("/oauth2/authorize", authorization_parameters(client))

        assert not AuthorizationCode.objects.exists()

    def test_shows_a_mobile_and_not_the_unit(self, wire: Wire, client: Client) -> None:
        assert self.by_sms(wire).methods == ["sms"]

        wire.get("/oauth2/authorize", authorization_parameters(client))
        assert AuthorizationCode.objects.get().level == Level.REGISTERED

        Client.objects.update(min_unit_level=Level.PRIMARY)
        led = wire.get("/oauth2/authorize", authorization_parameters(client))
        assert led.header("Location").startswith("/enterprises/level/")

    @pytest.mark.parametrize("methods", [["hwk", "pin"], ["pwd", LICENCE_METHOD]])
    def test_gives_the_units_level_to_its_own_certificate_or_licence(
        self, wire: Wire, client: Client, methods: list[str]
    ) -> None:
        Client.objects.update(min_unit_level=Level.INTERMEDIATE)
        session = self.by_password(wire)
        Session.objects.filter(pk=session.pk).update(methods=methods)

        wire.get("/oauth2/authorize", authorization_parameters(client))

        assert AuthorizationCode.objects.get().level == Level.INTERMEDIATE

    def test_gives_it_not_to_a_passkey_that_somebody_added(
        self, wire: Wire, client: Client
    ) -> None:
        session = self.by_password(wire)
        Session.objects.filter(pk=session.pk).update(methods=["hwk", "user", "mfa"])

        wire.get("/oauth2/authorize", authorization_parameters(client))

        assert AuthorizationCode.objects.get().level == Level.REGISTERED


class TestTheSession:
    def test_is_not_lost_by_a_page_that_it_may_not_see(
        self, wire: Wire, officer: Visitor, insured: LegalPerson, client: Client
    ) -> None:
        mark(officer, client)
        jump(wire, client)
        Session.objects.filter(account=insured.account).update(rotation_due=True)

        assert wire.get("/me/").header("Location").startswith("/sign-in/")

        again = wire.get("/oauth2/authorize", authorization_parameters(client))
        assert again.answer.parameters["code"]

    def test_opens_no_other_client_and_no_page_of_the_platform(
        self, wire: Wire, officer: Visitor, insured: LegalPerson, client: Client
    ) -> None:
        mark(officer, client)
        jump(wire, client)

        assert asked(wire, make_client())
        for page in ("/me/", "/enterprises/", "/apps/", "/me/identities/", "/oauth2/device"):
            assert wire.get(page).header("Location").startswith("/sign-in/"), page
        silent = authorization_parameters(make_client(), prompt="none")
        refused = wire.get("/oauth2/authorize", silent).answer
        assert refused.parameters["error"] == "login_required"

    def test_ends_with_what_it_was_for(
        self, wire: Wire, officer: Visitor, insured: LegalPerson, client: Client
    ) -> None:
        mark(officer, client)
        jump(wire, client)
        LegalPerson.objects.update(is_insurance_only=False)

        assert insured.account_id is not None
        accounts.refresh_session_permissions(account_id=AccountId(insured.account_id), now=NOW)

        session = Session.objects.get(account=insured.account)
        assert session.ended_at is not None
        assert session.acting["kind"] == ActingKind.UNIT


class TestMarking:
    def test_is_for_those_who_keep_the_register_and_on_record(
        self,
        officer: Visitor,
        somebody: Somebody,
        account: Account,
        dispatcher: Dispatcher,
        client: Client,
    ) -> None:
        stranger = somebody(account)

        refused = stranger.send("/me/", f"/registry/clients/{client.client_id}/alone/")
        assert refused.status == 403
        assert not Client.objects.get(pk=client.pk).admits_units_alone

        mark(officer, client)
        assert Client.objects.get(pk=client.pk).admits_units_alone
        record = AuditRecord.objects.get(event="identity_provider.client.changed")
        assert json.loads(record.details) == {"admits_units_alone": True}
        assert mark(officer, client).status == 409
