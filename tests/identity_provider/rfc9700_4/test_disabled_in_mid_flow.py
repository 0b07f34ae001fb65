"""Issue 4; RFC 6749, section 5.2: who is stopped in mid-flow gets no further, at no step."""

import dataclasses
from collections.abc import Callable, Mapping

import pytest

from shiming.accounts.models import Account, Session
from shiming.accounts.types import AccountState
from shiming.audit.models import AuditRecord
from shiming.identity_provider.models import (
    AccessToken,
    AuthorizationCode,
    Client,
    DeviceRequest,
    RefreshToken,
)
from shiming.identity_provider.types import ClientState, DeviceState, GrantType
from tests.factories.accounts import NOW
from tests.factories.identity_provider import (
    authorization_parameters,
    basic,
    make_client,
    token_parameters,
)
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.wire import Reply, Wire

RESOURCE = "https://rosters.example/api"
ISSUED = (AuthorizationCode, AccessToken, RefreshToken)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Flow:
    """A client and a person, with everything that the steps begin with."""

    wire: Wire
    client: Client
    code: str
    pushed: str
    refresh_token: str
    access_token: str
    device_code: str

    def post(self, path: str, **parameters: str) -> Reply:
        return self.wire.post(path, parameters, authorization=basic(self.client))


STEPS: Mapping[str, Callable[[Flow], Reply]] = {
    "authorize": lambda flow: flow.wire.get(
        "/oauth2/authorize", authorization_parameters(flow.client, prompt="none")
    ),
    "use what was pushed": lambda flow: flow.wire.get(
        "/oauth2/authorize", {"client_id": flow.client.client_id, "request_uri": flow.pushed}
    ),
    "redeem": lambda flow: flow.post("/oauth2/token", **token_parameters(flow.code)),
    "refresh": lambda flow: flow.post(
        "/oauth2/token", grant_type="refresh_token", refresh_token=flow.refresh_token
    ),
    "poll": lambda flow: flow.post(
        "/oauth2/token", grant_type=GrantType.DEVICE_CODE, device_code=flow.device_code
    ),
    "exchange": lambda flow: flow.post(
        "/oauth2/token",
        grant_type=GrantType.TOKEN_EXCHANGE,
        subject_token=flow.access_token,
        subject_token_type="urn:ietf:params:oauth:token-type:access_token",
    ),
    "userinfo": lambda flow: flow.wire.get(
        "/oauth2/userinfo", authorization=f"Bearer {flow.access_token}"
    ),
    "introspect": lambda flow: flow.post("/oauth2/introspect", token=flow.access_token),
}
ENDS: Mapping[str, Callable[[], object]] = {
    "account frozen": lambda: Account.objects.update(state=AccountState.FROZEN),
    "account closed": lambda: Account.objects.update(state=AccountState.CLOSED),
    "session ended": lambda: Session.objects.update(ended_at=NOW, end_reason="signed_out"),
    "client suspended": lambda: Client.objects.update(state=ClientState.SUSPENDED),
}


@pytest.fixture
def flow(
    wire: Wire,
    sign_in: SignIn,
    get_code: Callable[..., str],
    redeem: Callable[..., Reply],
) -> Flow:
    client = make_client(grant_types=list(GrantType), serves=[RESOURCE], resources=[RESOURCE])
    session = sign_in()
    scope = "openid offline_access"
    tokens = redeem(client, get_code(client, scope=scope)).json
    flow = Flow(
        wire=wire,
        client=client,
        code=get_code(client, scope=scope),
        pushed="",
        refresh_token=tokens["refresh_token"],
        access_token=tokens["access_token"],
        device_code="",
    )
    pushed = flow.post("/oauth2/par", **authorization_parameters(client)).json["request_uri"]
    device_code = flow.post("/oauth2/device-authorization", scope=scope).json["device_code"]
    approve(session)
    return dataclasses.replace(flow, pushed=pushed, device_code=device_code)


def approve(session: Session) -> None:
    """Do what the device page does."""
    device = DeviceRequest.objects.get()
    AuthorizationCode.objects.create(
        code_hash=device.device_code_hash,
        client=device.client,
        account=session.account,
        person=session.person,
        session=session,
        redirect_uri="",
        scopes=device.scopes,
        nonce="",
        code_challenge="",
        level=session.level,
        methods="pwd",
        acting="self",
        claims="",
        authenticated_at=NOW,
        issued_at=NOW,
        expires_at=device.expires_at,
    )
    DeviceRequest.objects.update(state=DeviceState.APPROVED)


class TestDisabledInMidFlow:
    @pytest.mark.parametrize("step", STEPS)
    def test_is_not_what_keeps_the_step_from_working(self, flow: Flow, step: str) -> None:
        reply = STEPS[step](flow)

        assert reply.status in {200, 303}
        assert "error" not in reply.header("Location")

    @pytest.mark.parametrize("step", STEPS)
    @pytest.mark.parametrize("end", ENDS)
    def test_gets_no_further(self, flow: Flow, step: str, end: str) -> None:
        before = [model.objects.count() for model in ISSUED]
        records = AuditRecord.objects.filter(event__endswith=".issued").count()
        ENDS[end]()

        reply = STEPS[step](flow)

        assert "code=" not in reply.header("Location")
        assert not {"access_token", "sub"} & set(reply.json if reply.body[:1] == b"{" else {})
        assert [model.objects.count() for model in ISSUED] == before
        assert AuditRecord.objects.filter(event__endswith=".issued").count() == records
        if step == "introspect" and end != "client suspended":
            assert reply.json == {"active": False}
