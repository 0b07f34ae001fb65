"""The differential test, one script on both drivers: reads, interactions and sessions."""

import datetime as dt
import urllib.parse

import pytest

from shiming.accounts.models import Account, Session
from shiming.accounts.types import LICENCE_METHOD, AccountKind, AccountState
from shiming.audit.models import AuditRecord
from shiming.identity_provider import ports
from shiming.identity_provider.models import (
    Client,
    Consent,
    Interaction,
)
from shiming.identity_provider.protocol import store
from shiming.identity_provider.types import (
    Algorithm,
    AuthMethod,
    ClientEnvironment,
    ClientKind,
    ClientState,
    Leading,
    TokenFormat,
)
from shiming.kernel.actor import ActingIdentity, ActingKind
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import NOW
from tests.identity_provider.drivers.conftest import LATER, Setting

pytestmark = pytest.mark.django_db(transaction=True)


class TestReads:
    def test_find_a_client_in_any_state(self, setting: Setting) -> None:
        client = setting.client

        Client.objects.update(
            grant_types=["client_credentials"],
            jwks=[{"kty": "EC", "x": "中"}],
            resources=["https://resource.example/a"],
            serves=["https://resource.example/b"],
            access_token_format=TokenFormat.JWT,
            id_token_algorithm=Algorithm.RS256,
            userinfo_algorithm=Algorithm.SM2,
            needs_dpop=True,
            environment=ClientEnvironment.SANDBOX,
            secret_expires_at=NOW,
            old_secret_hash="f" * 64,
            old_secret_until=LATER,
            sign_in_methods=["sms", "certificate"],
            acting_kinds=["office"],
            min_unit_level=Level.INTERMEDIATE,
        )

        found = setting.do(store.FindClient(client_id=client.client_id))
        Client.objects.update(state=ClientState.SUSPENDED)
        suspended = setting.do(store.FindClient(client_id=client.client_id))

        assert found == store.ClientRecord(
            id=client.pk,
            client_id=client.client_id,
            name=client.name,
            kind=ClientKind.OTHER,
            is_active=True,
            redirect_uris=frozenset(client.redirect_uris),
            post_logout_redirect_uris=frozenset(client.post_logout_redirect_uris),
            sector=client.sector,
            auth_method=AuthMethod.BASIC,
            secret_hash=client.secret_hash,
            allowed_scopes=frozenset(client.allowed_scopes),
            min_level=Level.PRIMARY,
            min_unit_level=Level.INTERMEDIATE,
            grant_types=frozenset({"client_credentials"}),
            jwks=({"kty": "EC", "x": "中"},),
            certificate="",
            resources=frozenset({"https://resource.example/a"}),
            serves=frozenset({"https://resource.example/b"}),
            access_token_format=TokenFormat.JWT,
            id_token_algorithm=Algorithm.RS256,
            userinfo_algorithm=Algorithm.SM2,
            needs_dpop=True,
            needs_pushed_requests=False,
            needs_signed_requests=False,
            secret_expires_at=NOW,
            old_secret_hash="f" * 64,
            old_secret_until=LATER,
            is_sandbox=True,
            sign_in_methods=("sms", "certificate"),
            acting_kinds=frozenset({"office"}),
        )
        assert isinstance(suspended, store.ClientRecord)
        assert not suspended.is_active
        assert setting.do(store.FindClient(client_id="nobody")) is None

    def test_know_that_another_node_takes_peoples_own_accounts_alone(
        self, setting: Setting
    ) -> None:
        Client.objects.update(client_id="node-gz", sector="node:node-gz")

        found = setting.do(store.FindClient(client_id="node-gz"))

        assert isinstance(found, store.ClientRecord)
        assert found.account_kinds == {"natural_person"}

    def test_find_a_live_session_of_an_account_in_use(self, setting: Setting) -> None:
        session = setting.session
        find = store.FindSession(cookie=setting.cookie, now=NOW)

        assert setting.do(find) == store.SessionRecord(
            sid=session.public_id,
            account_id=session.account_id,
            person_id=session.person_id,
            level=Level.PRIMARY,
            level_until=session.level_until,
            methods=("pwd",),
            identity=ActingIdentity(),
            authenticated_at=session.authenticated_at,
            account_kind=setting.account.kind,
        )
        assert setting.do(store.FindSession(cookie="another", now=NOW)) is None

    def test_find_a_session_whose_capacity_is_over_as_the_persons_own(
        self, setting: Setting
    ) -> None:
        """An office ends with its term, whether or not anybody has ended it."""
        company = new_id()
        acting = {
            "kind": "office",
            "legal_person_id": str(company),
            "valid_until": LATER.isoformat(),
        }
        Session.objects.update(acting=acting)

        before = setting.do(
            store.FindSession(cookie=setting.cookie, now=LATER - dt.timedelta(seconds=1))
        )
        after = setting.do(store.FindSession(cookie=setting.cookie, now=LATER))

        assert before is not None
        assert before.identity == ActingIdentity(
            kind=ActingKind.OFFICE, legal_person_id=company, valid_until=LATER
        )
        assert after is not None
        assert (after.sid, after.identity) == (before.sid, ActingIdentity())

    @pytest.mark.parametrize(
        ("methods", "level"),
        [
            (["pwd"], Level.REGISTERED),
            (["sms"], Level.REGISTERED),
            (["hwk", "user", "mfa"], Level.REGISTERED),
            (["hwk", "pin"], Level.INTERMEDIATE),
            ([LICENCE_METHOD], Level.INTERMEDIATE),
        ],
        ids=["password", "sms", "passkey", "certificate", "licence"],
    )
    def test_find_the_level_of_a_units_own_account_by_the_units_own_means(
        self, setting: Setting, methods: list[str], level: Level
    ) -> None:
        Account.objects.update(kind=AccountKind.UNIT)
        Session.objects.update(methods=methods)
        find = store.FindSession(cookie=setting.cookie, now=NOW)

        def unit_level(**_asked: object) -> tuple[Level, None]:
            return Level.INTERMEDIATE, None

        with ports.unit_levels.replaced(unit_level):
            found = setting.do(find)
            assert found is not None
            weighed = setting.do(
                store.WeighInTransaction(session=found, transaction="here", now=NOW)
            )

        assert (found.is_unit, found.is_own_account_of_unit) == (True, True)
        assert (found.level, weighed.level) == (level, level)

    @pytest.mark.parametrize(
        "end",
        [
            {"ended_at": NOW, "end_reason": "signed_out"},
            {"idle_until": NOW},
            {"absolute_until": NOW},
        ],
    )
    def test_find_no_session_that_is_over(self, setting: Setting, end: dict[str, object]) -> None:
        Session.objects.update(**end)

        assert setting.do(store.FindSession(cookie=setting.cookie, now=NOW)) is None

    @pytest.mark.parametrize("state", list(AccountState))
    def test_find_sessions_by_the_state_of_the_account(
        self, setting: Setting, state: AccountState
    ) -> None:
        Account.objects.update(state=state)

        found = setting.do(store.FindSession(cookie=setting.cookie, now=NOW))

        assert (found is not None) is (state in {AccountState.ACTIVE, AccountState.PENDING})

    def test_find_the_consent_in_force(self, setting: Setting) -> None:
        find = store.FindConsent(account_id=setting.account.pk, client_pk=setting.client.pk)
        assert setting.do(find) is None
        consent = Consent.objects.create(
            account=setting.account, client=setting.client, scopes=["phone"], given_at=NOW
        )

        assert setting.do(find) == store.ConsentRecord(scopes=frozenset({"phone"}), given_at=NOW)
        consent.withdrawn_at = LATER
        consent.save()
        assert setting.do(find) is None

    def test_find_who_holds_the_account(self, setting: Setting) -> None:
        found = setting.do(
            store.FindHolder(
                account_id=setting.account.pk,
                person_id=setting.account.person_id,
                wants_attestations=True,
                now=NOW,
            )
        )

        assert isinstance(found, store.HolderRecord)
        assert found.name == PROOFED_CITIZEN.name
        assert found.document_number == PROOFED_CITIZEN.number
        assert PROOFED_CITIZEN.number not in repr(found)


class TestInteractions:
    def test_are_found_by_the_browser_that_holds_them_while_they_are_open(
        self, setting: Setting
    ) -> None:
        interaction_id = setting.open_interaction()

        def find(browser: str = "b" * 64, now: dt.datetime = NOW) -> object:
            return setting.do(
                store.FindInteraction(id=interaction_id, browser_hash=browser, now=now)
            )

        assert find() == store.InteractionRecord(
            id=interaction_id,
            query=urllib.parse.urlencode({"state": "中文 %"}),
            led_to=Leading.SIGN_IN,
            created_at=NOW,
        )
        assert find(browser="x" * 64) is None
        assert find(now=LATER) is None
        setting.do(store.LeadOn(id=interaction_id, led_to=Leading.STEP_UP))
        assert Interaction.objects.get().led_to == Leading.STEP_UP

    def test_are_closed_once(self, setting: Setting) -> None:
        interaction_id = setting.open_interaction()
        close = store.CloseInteraction(
            id=interaction_id,
            now=NOW,
            audit=setting.audit("identity_provider.authorization.refused"),
        )

        assert setting.do(close) is True
        assert setting.do(close) is False
        assert setting.events() == ["identity_provider.authorization.refused"]


class TestSessions:
    def test_are_ended_once(self, setting: Setting) -> None:
        end = store.EndSession(actor=setting.actor, now=NOW)

        setting.do(end)
        setting.do(end)

        assert Session.objects.get().end_reason == "signed_out"
        assert AuditRecord.objects.filter(event="accounts.session.ended").count() == 1
