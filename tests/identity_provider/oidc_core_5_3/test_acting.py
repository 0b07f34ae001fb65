"""For whom a person acts, in which office: documented claims of S16-9."""

import uuid
from collections.abc import Callable, Iterator

import pytest

from shiming.identity_provider import ports
from shiming.identity_provider.models import AuthorizationCode
from shiming.identity_provider.protocol.store import ActingRecord
from shiming.kernel.ids import new_id
from tests.factories.identity_provider import make_client
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.wire import Reply, Wire

COMPANY = new_id()
ACTING = ActingRecord(
    company_name="深圳某某科技有限公司",
    uscc="91440300MA5EXAMPLE",
    taxpayer_number="91440300MA5EXAMPLE",
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

    with ports.acting_source.replaced(describe):
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
            "office": ACTING.office,
            "region": ACTING.region,
        }

    def test_is_not_told_without_it(self, ask: Callable[..., dict[str, object]]) -> None:
        assert "company_name" not in ask("openid profile", company=COMPANY)

    def test_says_nothing_of_who_acts_for_themselves(
        self, ask: Callable[..., dict[str, object]]
    ) -> None:
        assert ask("openid acting", company=None).keys() == {"sub", "acting_as"}
