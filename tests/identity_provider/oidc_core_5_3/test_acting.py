"""OpenID Connect Core, 5.3: for whom a person acts, in which office; documented claims of S16-9."""

import uuid
from collections.abc import Callable, Iterator

import pytest

from shiming.accounts.models import Account
from shiming.identity_provider import ports
from shiming.identity_provider.models import AuthorizationCode
from shiming.identity_provider.protocol.store import ActingRecord
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import NOW, make_account_of
from tests.factories.identity_provider import CALLBACK, make_client
from tests.factories.signed_tokens import read
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.wire import Reply, Wire

COMPANY = new_id()
ACTING = ActingRecord(
    company_name="深圳某某科技有限公司",
    uscc="91440300MA5EXAMPLE",
    taxpayer_number="91440300MA5EXAMPLE",
    legal_representative="某某",
    office="tax_officer",
    region="440300",
)


@pytest.fixture
def _companies_are_known() -> Iterator[None]:
    def describe(
        *,
        person_id: uuid.UUID | None,
        organisation_id: uuid.UUID | None,
        legal_person_id: uuid.UUID | None,
    ) -> ActingRecord:
        return ACTING if legal_person_id == COMPANY else ActingRecord()

    with (
        ports.acting_source.replaced(describe),
        ports.unit_levels.replaced(lambda **_: (Level.PRIMARY, None)),
    ):
        yield


@pytest.mark.usefixtures("_companies_are_known", "engine")
class TestActing:
    @pytest.fixture
    def ask(
        self,
        wire: Wire,
        sign_in: SignIn,
        get_code: Callable[..., str],
        redeem: Callable[..., Reply],
    ) -> Callable[..., dict[str, object]]:
        def ask(scope: str, *, company: uuid.UUID | None) -> dict[str, object]:
            client = make_client()
            sign_in()
            code = get_code(client, scope=scope)
            acting = "office" if company else "self"
            AuthorizationCode.objects.update(acting=acting, acting_legal_person_id=company)
            token = redeem(client, code).json["access_token"]
            return wire.get("/oauth2/userinfo", authorization=f"Bearer {token}").json

        return ask

    def test_is_told_with_its_scope(self, ask: Callable[..., dict[str, object]]) -> None:
        told = ask("openid acting", company=COMPANY)

        assert told.pop("sub")
        assert told == {
            "acting_as": "office",
            "company_name": ACTING.company_name,
            "uscc": ACTING.uscc,
            "taxpayer_number": ACTING.taxpayer_number,
            "legal_representative": ACTING.legal_representative,
            "office": ACTING.office,
            "region": ACTING.region,
        }

    def test_is_not_told_without_it(self, ask: Callable[..., dict[str, object]]) -> None:
        assert "company_name" not in ask("openid profile", company=COMPANY)

    def test_says_nothing_of_who_acts_for_themselves(
        self, ask: Callable[..., dict[str, object]]
    ) -> None:
        assert ask("openid acting", company=None).keys() == {"sub", "acting_as"}

    @pytest.mark.requirement("S16-9")
    def test_comes_with_all_that_the_specification_of_2014_lists(
        self,
        *,
        wire: Wire,
        sign_in: SignIn,
        authorize: Callable[..., Reply],
        redeem: Callable[..., Reply],
    ) -> None:
        client = make_client()
        account = make_account_of(PROOFED_CITIZEN, is_attached=True)
        Account.objects.filter(pk=account.pk).update(
            email="citizen@example.org", user_name="citizen"
        )
        sign_in(who=account, level=Level.PRIMARY)
        scope = "openid profile phone email identity identity_number acting offline_access"

        refused = authorize(client, scope=scope, redirect_uri=f"{CALLBACK}/")
        answer = authorize(client, scope=scope).answer.parameters
        AuthorizationCode.objects.update(acting="office", acting_legal_person_id=COMPANY)
        tokens = redeem(client, answer["code"]).json
        bearer = f"Bearer {tokens['access_token']}"
        told = wire.get("/oauth2/userinfo", authorization=bearer).json
        _, signed = read(tokens["id_token"])

        assert refused.status == 400
        assert answer.keys() == {"code", "state", "iss"}
        assert {"access_token", "expires_in", "refresh_token"} <= tokens.keys()
        assert signed["sub"] == told["sub"]
        assert {
            "preferred_username",
            "user_kind",
            "name",
            "document_type",
            "document_number",
            "phone_number",
            "email",
            "uscc",
            "legal_representative",
            "region",
        } <= told.keys()
        assert (told["document_number"], told["region"]) == (PROOFED_CITIZEN.number, "440300")
        # Level, way and time of the sign-in stand in what is signed.
        assert signed["acr"] == "urn:shiming:loa:primary"
        assert (signed["amr"], signed["auth_time"]) == (["pwd"], int(NOW.timestamp()))
