"""OpenID Connect Back-Channel Logout 1.0, section 2; E2: one sign-out ends everything."""

import datetime as dt
import json
import uuid
from collections.abc import Callable

import pytest
import time_machine
from joserfc import jwt
from joserfc.jwk import KeySet

from shiming.accounts import operations as accounts
from shiming.accounts.actions.end_session_remotely import end_session_remotely
from shiming.accounts.actions.sign_out import sign_out
from shiming.accounts.models import Account, Session
from shiming.accounts.queries import actor_of_session
from shiming.accounts.types import AccountId, SessionEnd, SessionId
from shiming.audit.models import AuditRecord
from shiming.identity_provider.engine import Engine
from shiming.identity_provider.models import Client, SignOut, SignOutNotice
from shiming.identity_provider.protocol.logout_tokens import EVENT
from shiming.identity_provider.tasks import tell_sign_out
from shiming.jobs.errors import RetryLater
from shiming.jobs.models import Job
from shiming.jobs.types import JobId, JobRun
from shiming.kernel.actor import system_actor
from shiming.kernel.outside import FetchReason
from tests.factories.accounts import NOW
from tests.factories.identity_provider import AFTER_SIGN_OUT, make_client, sid_at
from tests.identity_provider.conftest import ISSUER, SignIn
from tests.identity_provider.fakes import FakeFetcher
from tests.identity_provider.wire import Reply, Wire

TOLD_AT = "https://client.example/told"
TELL = "identity_provider.tell_sign_out"


@pytest.fixture
def client(db: None, provider_settings: object) -> Client:
    return make_client(name="某业务系统", backchannel_logout_uri=TOLD_AT)


@pytest.fixture
def session(
    client: Client, sign_in: SignIn, get_code: Callable[..., str], redeem: Callable[..., Reply]
) -> Session:
    """Return a session in which the client was granted something."""
    session = sign_in()
    assert redeem(client, get_code(client)).status == 200
    return session


def end(session: Session) -> SignOutNotice:
    sign_out(actor=actor_of_session(session), now=NOW)
    return SignOutNotice.objects.get()


def run(notice: SignOutNotice, *, attempt: int = 1) -> None:
    tell_sign_out(
        JobRun(
            id=JobId(uuid.uuid4()),
            kind=TELL,
            subject=str(notice.pk),
            now=NOW,
            attempt=attempt,
            max_attempts=5,
        )
    )
    notice.refresh_from_db()


class TestLogoutToken:
    def test_says_which_session_is_over_and_is_no_id_token(
        self, session: Session, client: Client, fetcher: FakeFetcher, engine: Engine, wire: Wire
    ) -> None:
        run(end(session))

        address, form = fetcher.calls[0]
        assert form is not None
        token = jwt.decode(
            form["logout_token"],
            KeySet.import_key_set(wire.get("/oauth2/jwks").json),  # type: ignore[arg-type]  # JSON
            algorithms=["ES256"],
        )
        assert address == TOLD_AT
        assert token.header["typ"] == "logout+jwt"
        assert token.claims["iss"] == ISSUER
        assert token.claims["aud"] == client.client_id
        assert token.claims["sid"] == sid_at(client, session)
        assert token.claims["events"] == {EVENT: {}}
        assert token.claims["exp"] - token.claims["iat"] == 120
        assert token.claims["jti"]
        assert token.claims["sub"]
        assert "nonce" not in token.claims

    def test_cannot_be_passed_off_as_a_hint(
        self, session: Session, fetcher: FakeFetcher, wire: Wire
    ) -> None:
        run(end(session))
        form = fetcher.calls[0][1]
        assert form is not None

        reply = wire.get("/oauth2/end-session", {"id_token_hint": form["logout_token"]})

        assert reply.status == 400


class TestDelivery:
    def test_is_asked_for_in_the_transaction_that_ends_the_session(self, session: Session) -> None:
        notice = end(session)

        assert Job.objects.get(kind=TELL).subject == str(notice.pk)
        assert notice.state == "waiting"

    @pytest.mark.parametrize("status", [200, 204])
    def test_is_noted(self, session: Session, fetcher: FakeFetcher, status: int) -> None:
        fetcher.status = status

        notice = end(session)
        run(notice)

        assert (notice.state, notice.error) == ("told", "")
        assert AuditRecord.objects.filter(event="identity_provider.sign_out.told").count() == 1

    def test_is_not_repeated_by_a_job_that_runs_again(
        self, session: Session, fetcher: FakeFetcher
    ) -> None:
        notice = end(session)

        run(notice)
        run(notice)

        assert len(fetcher.calls) == 1

    @pytest.mark.parametrize(
        ("fault", "status"), [(FetchReason.TIMEOUT, 0), (FetchReason.CONNECTION, 0), (None, 503)]
    )
    def test_is_tried_again_while_the_client_may_come_back(
        self, session: Session, fetcher: FakeFetcher, fault: FetchReason | None, status: int
    ) -> None:
        fetcher.fault, fetcher.status = fault, status
        notice = end(session)

        with pytest.raises(RetryLater):
            run(notice)

        notice.refresh_from_db()
        assert notice.state == "waiting"
        assert notice.error

    def test_is_given_up_in_the_end_and_that_is_kept(
        self, session: Session, fetcher: FakeFetcher
    ) -> None:
        fetcher.fault = FetchReason.TIMEOUT

        notice = end(session)
        run(notice, attempt=5)

        assert (notice.state, notice.error) == ("failed", "timeout")
        record = AuditRecord.objects.get(event="identity_provider.sign_out.unanswered")
        assert json.loads(record.details)["error"] == "timeout"

    @pytest.mark.parametrize(
        ("fault", "status", "error"),
        [
            (FetchReason.ADDRESS_PRIVATE, 0, "address_private"),
            (FetchReason.REDIRECTED, 0, "redirected"),
            (None, 400, "status_400"),
        ],
    )
    def test_is_not_tried_again_where_nothing_would_change(
        self,
        session: Session,
        fetcher: FakeFetcher,
        fault: FetchReason | None,
        status: int,
        error: str,
    ) -> None:
        """A private or redirecting target is refused by the way out (tests/vendors/outside)."""
        fetcher.fault, fetcher.status = fault, status

        notice = end(session)
        run(notice)

        assert (notice.state, notice.error) == ("failed", error)
        assert len(fetcher.calls) == 1


class TestEveryEnd:
    """However a session ends, the clients hear of it."""

    def test_by_another_device(self, session: Session, sign_in: SignIn) -> None:
        elsewhere = sign_in()
        SignOut.objects.all().delete()

        end_session_remotely(
            session_id=SessionId(session.public_id), actor=actor_of_session(elsewhere), now=NOW
        )

        assert SignOut.objects.get().session_id == session.public_id

    def test_by_an_account_that_is_stopped(self, session: Session, account: Account) -> None:
        accounts.end_sessions_of_account(
            account_id=AccountId(account.pk),
            reason=SessionEnd.ACCOUNT_STOPPED,
            actor=system_actor(device="tests"),
            now=NOW,
        )

        assert SignOut.objects.get().session_id == session.public_id

    def test_but_only_once(self, session: Session) -> None:
        sign_out(actor=actor_of_session(session), now=NOW)
        sign_out(actor=actor_of_session(session), now=NOW)

        assert SignOutNotice.objects.count() == 1

    def test_and_nobody_else_does(self, client: Client, sign_in: SignIn) -> None:
        session = sign_in()

        sign_out(actor=actor_of_session(session), now=NOW)

        assert not SignOut.objects.exists()
        assert not Job.objects.filter(kind=TELL).exists()

    def test_not_even_who_never_redeemed_its_code(
        self, client: Client, sign_in: SignIn, get_code: Callable[..., str]
    ) -> None:
        session = sign_in()
        get_code(client)

        sign_out(actor=actor_of_session(session), now=NOW)

        assert not SignOut.objects.exists()


class TestFarewell:
    def test_goes_straight_back_where_the_platform_does_the_telling(
        self, session: Session, client: Client, wire: Wire, get_code: Callable[..., str]
    ) -> None:
        reply = wire.get(
            "/oauth2/end-session",
            {"client_id": client.client_id, "post_logout_redirect_uri": AFTER_SIGN_OUT},
        )

        assert reply.status == 200
        assert "要退出登录吗" in reply.text

    def test_lists_who_did_not_answer(
        self, session: Session, client: Client, fetcher: FakeFetcher, wire: Wire
    ) -> None:
        notice = end(session)
        page_url = f"/oauth2/signed-out/{notice.sign_out_id}"

        waiting = wire.get(page_url)
        fetcher.fault = FetchReason.TIMEOUT
        run(notice, attempt=5)
        part = wire.get(page_url, HTTP_HX_REQUEST="true")

        assert "某业务系统" in waiting.text
        assert "正在通知" in waiting.text
        assert f'hx-get="{page_url}"' in waiting.text
        assert "没有应答" in part.text
        assert "hx-get" not in part.text
        assert "<html" not in part.text

    def test_is_shown_for_some_minutes_only(
        self, session: Session, wire: Wire, time: time_machine.Traveller
    ) -> None:
        notice = end(session)
        time.shift(dt.timedelta(minutes=11))

        reply = wire.get(f"/oauth2/signed-out/{notice.sign_out_id}")

        assert "某业务系统" not in reply.text

    def test_says_of_a_client_without_an_address_that_it_cannot_be_told(
        self,
        sign_in: SignIn,
        get_code: Callable[..., str],
        redeem: Callable[..., Reply],
        wire: Wire,
    ) -> None:
        silent = make_client(name="老系统")
        session = sign_in()
        redeem(silent, get_code(silent))

        notice = end(session)

        assert notice.state == "unreachable"
        assert "不支持统一退出" in wire.get(f"/oauth2/signed-out/{notice.sign_out_id}").text
        assert not Job.objects.filter(kind=TELL).exists()
