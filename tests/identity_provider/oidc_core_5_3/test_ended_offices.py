"""OpenID Connect Core, 5.3: what was granted in an office is worth nothing once it has ended."""

import uuid
from collections.abc import Callable, Iterator

import pytest

from shiming.accounts.models import Session
from shiming.identity_provider import ports
from shiming.identity_provider.actions.register_cas_service import register_cas_service
from shiming.identity_provider.models import AccessToken, AuthorizationCode, Client
from shiming.identity_provider.protocol.store import ActingRecord
from shiming.identity_provider.types import GrantType
from shiming.kernel.actor import system_actor
from shiming.kernel.ids import new_id
from shiming.legal_persons.models import LegalPerson
from tests.factories.accounts import NOW
from tests.factories.identity_provider import basic, make_client
from tests.identity_provider.conftest import Refresh, SignIn
from tests.identity_provider.wire import Reply, Wire
from tests.legal_persons.entry_kit import CODE, TAXPAYER_NUMBER, make_unit

COMPANY = new_id()
HALL = "https://hall.example/api"
SERVICE = "https://old.example/app/"


class Companies:
    """Knows one office, which a test may end; and counts who asks."""

    def __init__(self) -> None:
        self.is_ended = False
        self.asked = 0

    def __call__(
        self,
        *,
        person_id: uuid.UUID | None,
        organisation_id: uuid.UUID | None,
        legal_person_id: uuid.UUID | None,
    ) -> ActingRecord:
        self.asked += 1
        if self.is_ended or legal_person_id != COMPANY:
            return ActingRecord(has_ended=True)
        return ActingRecord(company_name="某某公司", office="tax_officer")


@pytest.fixture
def companies() -> Iterator[Companies]:
    with ports.acting_source.replaced(Companies()) as known:
        assert isinstance(known, Companies)
        yield known


@pytest.fixture
def client(engine: object) -> Client:
    return make_client(resources=[HALL])


@pytest.fixture
def act_for(wire: Wire, sign_in: SignIn) -> Callable[[uuid.UUID | None], None]:
    """Return a function that signs somebody in, for a company or for themselves."""

    def act_for(company: uuid.UUID | None) -> None:
        session = sign_in()
        if company:
            acting = {"kind": "office", "legal_person_id": str(company)}
            Session.objects.filter(pk=session.pk).update(acting=acting)

    return act_for


@pytest.fixture
def tokens(
    act_for: Callable[[uuid.UUID | None], None],
    client: Client,
    companies: Companies,
    get_code: Callable[..., str],
    redeem: Callable[..., Reply],
) -> dict[str, str]:
    """Return the tokens of a client whose user acts for the company."""
    act_for(COMPANY)
    code = get_code(client, scope="openid profile acting offline_access")
    return redeem(client, code).json


class TestAfterTheOffice:
    def test_userinfo_says_nothing_more(
        self, wire: Wire, tokens: dict[str, str], companies: Companies
    ) -> None:
        bearer = f"Bearer {tokens['access_token']}"
        before = wire.get("/oauth2/userinfo", authorization=bearer)
        companies.is_ended = True

        after = wire.get("/oauth2/userinfo", authorization=bearer)

        assert (before.json["acting_as"], before.json["company_name"]) == ("office", "某某公司")
        assert (after.status, after.json["error"]) == (401, "invalid_token")
        assert "office" not in after.text

    def test_a_refresh_token_buys_nothing(
        self, client: Client, tokens: dict[str, str], companies: Companies, refresh: Refresh
    ) -> None:
        rotated = refresh(client, tokens["refresh_token"])
        companies.is_ended = True
        bought = AccessToken.objects.count()

        reply = refresh(client, rotated.json["refresh_token"])

        assert rotated.status == 200
        assert (reply.status, reply.json["error"]) == (400, "invalid_grant")
        assert AccessToken.objects.count() == bought

    @pytest.mark.parametrize("kind", ["office", "agency", "unit"])
    def test_in_whatever_capacity(
        self,
        client: Client,
        tokens: dict[str, str],
        companies: Companies,
        refresh: Refresh,
        kind: str,
    ) -> None:
        AuthorizationCode.objects.update(acting=kind)
        companies.is_ended = True

        assert refresh(client, tokens["refresh_token"]).json["error"] == "invalid_grant"

    def test_introspection_tells_that_the_token_is_over(
        self, wire: Wire, client: Client, tokens: dict[str, str], companies: Companies
    ) -> None:
        def ask(kind: str) -> dict[str, object]:
            return wire.post(
                "/oauth2/introspect", {"token": tokens[kind]}, authorization=basic(client)
            ).json

        assert ask("access_token")["active"] is ask("refresh_token")["active"] is True
        companies.is_ended = True

        assert ask("access_token") == ask("refresh_token") == {"active": False}

    def test_no_service_goes_on_in_its_name(
        self,
        wire: Wire,
        client: Client,
        tokens: dict[str, str],
        companies: Companies,
        refresh: Refresh,
    ) -> None:
        hall = make_client(serves=[HALL], grant_types=[GrantType.TOKEN_EXCHANGE])
        token = refresh(client, tokens["refresh_token"], resource=HALL).json["access_token"]
        companies.is_ended = True

        reply = wire.post(
            "/oauth2/token",
            {
                "grant_type": GrantType.TOKEN_EXCHANGE.value,
                "subject_token": token,
                "subject_token_type": "urn:ietf:params:oauth:token-type:access_token",
            },
            authorization=basic(hall),
        )

        assert (reply.status, reply.json["error"]) == (400, "invalid_request")

    def test_a_code_buys_nothing(
        self,
        act_for: Callable[[uuid.UUID | None], None],
        client: Client,
        companies: Companies,
        get_code: Callable[..., str],
        redeem: Callable[..., Reply],
    ) -> None:
        act_for(COMPANY)
        code = get_code(client, scope="openid acting")
        companies.is_ended = True

        assert redeem(client, code).json["error"] == "invalid_grant"
        assert not AccessToken.objects.exists()

    @pytest.mark.parametrize("end", ["source", "session"])
    def test_a_cas_ticket_says_no(
        self,
        wire: Wire,
        act_for: Callable[[uuid.UUID | None], None],
        client: Client,
        companies: Companies,
        end: str,
    ) -> None:
        register_cas_service(
            client_id=client.client_id, address=SERVICE, actor=system_actor(device=""), now=NOW
        )

        def come(*, is_over: bool) -> Reply:
            act_for(COMPANY)
            ticket = wire.get("/cas/login", {"service": SERVICE}).answer.parameters["ticket"]
            if end == "source":
                companies.is_ended = is_over
            elif is_over:
                # So `accounts` does when an office ends: the session acts for itself again.
                Session.objects.update(acting={"kind": "self"})
            asked = {"service": SERVICE, "ticket": ticket}
            return wire.get("/cas/p3/serviceValidate", asked)

        before, after = come(is_over=False), come(is_over=True)

        assert "<cas:acting_as>office</cas:acting_as>" in before.text
        assert "某某公司" in before.text
        assert 'code="INVALID_TICKET"' in after.text
        assert "office" not in after.text


class TestAUnitThatCameAlone:
    @pytest.mark.parametrize(
        ("changes", "has_ended"),
        [({}, False), ({"state": "cancelled"}, True), ({"is_insurance_only": False}, True)],
        ids=["as before", "cancelled", "no longer insured only"],
    )
    def test_goes_no_further_than_it_may_still_come(
        self, db: None, changes: dict[str, object], *, has_ended: bool
    ) -> None:
        """S35-8: its tokens end with what let it in by its password alone."""
        unit_id = make_unit(CODE, TAXPAYER_NUMBER, "样本市晴川贸易有限公司")
        LegalPerson.objects.update(**{"is_insurance_only": True, **changes})

        record = ports.acting_source()(
            person_id=None, organisation_id=None, legal_person_id=unit_id
        )

        assert (record.has_ended, bool(record.uscc)) == (has_ended, not has_ended)


class TestForThemselves:
    def test_nobody_is_asked(
        self,
        *,
        wire: Wire,
        act_for: Callable[[uuid.UUID | None], None],
        client: Client,
        companies: Companies,
        get_code: Callable[..., str],
        redeem: Callable[..., Reply],
        refresh: Refresh,
    ) -> None:
        """People who act for themselves pay nothing for it (QUALITY.md: refresh, introspection)."""
        act_for(None)
        code = get_code(client, scope="openid profile acting offline_access")
        companies.is_ended = True
        tokens = redeem(client, code).json
        bearer = f"Bearer {tokens['access_token']}"
        told = wire.get("/oauth2/userinfo", authorization=bearer)
        refreshed = refresh(client, tokens["refresh_token"])
        wire.post(
            "/oauth2/introspect", {"token": tokens["access_token"]}, authorization=basic(client)
        )

        assert (told.json["acting_as"], refreshed.status) == ("self", 200)
        assert companies.asked == 0
