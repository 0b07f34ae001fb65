"""S16-8: which local user of a client somebody is, in three ways, and what it must not tell."""

import hashlib
import json
from collections.abc import Callable

import pytest

from shiming.accounts.models import Account
from shiming.audit.models import AuditRecord
from shiming.identity_provider.dispatch import Dispatcher
from shiming.identity_provider.models import AccessToken, Client, LocalUser, LocalUserCandidate
from shiming.identity_provider.types import AuthMethod, GrantType, Scope
from shiming.kernel.levels import Level
from tests.cast import PROOFED_CITIZEN, UNPROOFED_CITIZEN
from tests.factories.accounts import attach, make_account
from tests.factories.identity_provider import basic, make_client
from tests.factories.signed_tokens import read
from tests.identity_provider.conftest import ISSUER, SignIn
from tests.identity_provider.wire import Reply, Wire

pytestmark = pytest.mark.usefixtures("engine")
SCOPE = "openid local_user identity_number"
NUMBER = PROOFED_CITIZEN.document_number
WISH = '{"id_token": {"local_user": null}}'

_here: list[Dispatcher] = []


@pytest.fixture(autouse=True)
def _dispatched(dispatcher: Dispatcher) -> None:
    _here[:] = [dispatcher]


def ask(method: str, path: str, token: str, content: object = None) -> Reply:
    body = b"" if content is None else json.dumps(content).encode()
    headers = {"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(body))}
    return Wire(_here[0])._ask(
        method, f"/mapping/v1/{path}", headers, body=body, authorization=f"Bearer {token}"
    )


@pytest.fixture
def client() -> Client:
    return make_client(
        grant_types=[GrantType.AUTHORIZATION_CODE, GrantType.CLIENT_CREDENTIALS],
        allowed_scopes=[*Scope, "mapping:write"],
        resources=[f"{ISSUER}/mapping/v1"],
    )


@pytest.fixture
def visit(
    client: Client, sign_in: SignIn, get_code: Callable[..., str], redeem: Callable[..., Reply]
) -> Callable[..., str]:
    """Return a function that signs somebody on, and gives the client's access token."""

    def visit(
        *,
        who: Account | None = None,
        level: Level = Level.INTERMEDIATE,
        to: Client | None = None,
        scope: str = SCOPE,
    ) -> str:
        sign_in(who=who, level=level)
        token: str = redeem(to or client, get_code(to or client, scope=scope)).json["access_token"]
        return token

    return visit


@pytest.fixture
def machine_token(wire: Wire, client: Client) -> str:
    token: str = wire.post(
        "/oauth2/token",
        {
            "grant_type": "client_credentials",
            "scope": "mapping:write",
            "resource": f"{ISSUER}/mapping/v1",
        },
        authorization=basic(client),
    ).json["access_token"]
    return token


def tell(token: str, *users: dict[str, str]) -> Reply:
    return ask("POST", "identifiers", token, {"users": list(users)})


@pytest.mark.requirement("S16-8")
class TestTheThreeWays:
    def test_by_the_number_that_client_and_person_both_have(
        self,
        account: Account,
        visit: Callable[..., str],
        machine_token: str,
        wire: Wire,
    ) -> None:
        attach(account, PROOFED_CITIZEN)
        account.refresh_from_db()
        told = tell(machine_token, {"local_user": "U-17", "number": NUMBER.value})
        assert (told.status, told.json) == (202, {"accepted": 1})
        token = visit()

        made = ask("PUT", "me", token, {"match": "identifier"})

        assert made.status == 200
        assert (made.json["local_user"], made.json["match"]) == ("U-17", "identifier")
        userinfo = wire.get("/oauth2/userinfo", authorization=f"Bearer {token}")
        assert userinfo.json["local_user"] == "U-17"

    def test_by_binding_once_with_the_old_password_which_never_comes_here(
        self, visit: Callable[..., str], wire: Wire
    ) -> None:
        token = visit()

        made = ask("PUT", "me", token, {"match": "binding", "local_user": "old.user"})

        assert made.json["match"] == "binding"
        userinfo = wire.get("/oauth2/userinfo", authorization=f"Bearer {token}")
        assert userinfo.json["local_user"] == "old.user"
        # The second sign-on needs nothing any more.
        assert ask("GET", "me", visit()).json["local_user"] == "old.user"
        assert ask("PUT", "me", token, {"match": "binding", "local_user": "old.user"}).status == 200
        assert LocalUser.objects.count() == 1

    def test_just_in_time(self, visit: Callable[..., str]) -> None:
        made = ask("PUT", "me", visit(), {"match": "just_in_time", "local_user": "new-1"})

        assert made.json["match"] == "just_in_time"
        record = AuditRecord.objects.get(event="identity_provider.local_user.matched")
        assert "new-1" not in record.details


class TestAMatchByNumber:
    @pytest.fixture(autouse=True)
    def _is_attached(self, account: Account) -> None:
        attach(account, PROOFED_CITIZEN)
        account.refresh_from_db()

    def test_takes_a_hash_in_place_of_the_number(
        self, visit: Callable[..., str], machine_token: str
    ) -> None:
        text = f"resident_id_card:{NUMBER.key}"
        tell(
            machine_token,
            {"local_user": "U-17", "number_sha256": hashlib.sha256(text.encode()).hexdigest()},
        )

        made = ask("PUT", "me", visit(), {"match": "identifier"})

        assert made.json["local_user"] == "U-17"

    @pytest.mark.parametrize("level", [Level.REGISTERED, Level.PRIMARY])
    def test_is_not_for_who_only_knows_the_number(
        self, visit: Callable[..., str], machine_token: str, level: Level
    ) -> None:
        tell(machine_token, {"local_user": "U-17", "number": NUMBER.value})

        made = ask("PUT", "me", visit(level=level), {"match": "identifier"})

        assert made.status == 404
        assert not LocalUser.objects.exists()

    def test_is_not_made_where_two_have_the_number(
        self, visit: Callable[..., str], machine_token: str
    ) -> None:
        tell(
            machine_token,
            {"local_user": "U-17", "number": NUMBER.value},
            {"local_user": "U-18", "number": NUMBER.value},
        )

        assert ask("PUT", "me", visit(), {"match": "identifier"}).status == 404

    def test_is_the_clients_own(self, visit: Callable[..., str], machine_token: str) -> None:
        tell(machine_token, {"local_user": "U-17", "number": NUMBER.value})
        other = make_client(sector="other.example")

        made = ask("PUT", "me", visit(to=other), {"match": "identifier"})

        assert made.status == 404

    def test_cannot_be_claimed_by_the_client(self, visit: Callable[..., str]) -> None:
        made = ask("PUT", "me", visit(), {"match": "identifier", "local_user": "U-1"})

        assert made.status == 404
        assert not LocalUser.objects.exists()

    def test_needs_a_client_that_may_know_numbers(
        self, client: Client, visit: Callable[..., str], machine_token: str
    ) -> None:
        tell(machine_token, {"local_user": "U-17", "number": NUMBER.value})
        token = visit()
        Client.objects.filter(pk=client.pk).update(
            allowed_scopes=["openid", "local_user", "mapping:write"]
        )

        assert ask("PUT", "me", token, {"match": "identifier"}).status == 403
        assert tell(machine_token, {"local_user": "x", "number": NUMBER.value}).status == 403

    def test_needs_the_persons_leave_to_know_the_number(
        self, visit: Callable[..., str], machine_token: str
    ) -> None:
        """To be told that two numbers are the same is to be told the number."""
        tell(machine_token, {"local_user": "U-17", "number": NUMBER.value})

        made = ask("PUT", "me", visit(scope="openid local_user"), {"match": "identifier"})

        assert made.status == 403
        assert not LocalUser.objects.exists()


class TestTelling:
    def test_answers_alike_whether_the_number_is_known_here_or_not(
        self, account: Account, machine_token: str
    ) -> None:
        attach(account, PROOFED_CITIZEN)
        account.refresh_from_db()

        known = tell(machine_token, {"local_user": "a", "number": NUMBER.value})
        unknown = tell(
            machine_token,
            {"local_user": "b", "number": UNPROOFED_CITIZEN.document_number.value},
        )

        assert (known.status, known.body) == (unknown.status, unknown.body)
        assert not LocalUser.objects.exists()

    def test_keeps_no_number(self, machine_token: str) -> None:
        tell(machine_token, {"local_user": "a", "number": NUMBER.value})

        kept = LocalUserCandidate.objects.get()
        assert NUMBER.value not in str(kept.__dict__)

    def test_again_replaces_what_was_told(self, machine_token: str) -> None:
        tell(machine_token, {"local_user": "a", "number": NUMBER.value})
        tell(
            machine_token,
            {"local_user": "a", "number": UNPROOFED_CITIZEN.document_number.value},
        )

        assert LocalUserCandidate.objects.count() == 1

    @pytest.mark.parametrize(
        "content",
        [
            {},
            {"users": []},
            {"users": ["x"]},
            {"users": [{"local_user": "a"}]},
            {"users": [{"local_user": "a", "number": "12"}]},
            {"users": [{"local_user": "a", "number_sha256": "x"}]},
            {"users": [{"local_user": 7, "number_sha256": "0" * 64}]},
            {"users": [{"local_user": "a", "number_sha256": "0" * 64}] * 1001},
        ],
    )
    def test_refuses_what_is_not_right(self, machine_token: str, content: object) -> None:
        answer = ask("POST", "identifiers", machine_token, content)

        assert (answer.status, answer.json["error"]) == (400, "invalid_request")
        assert not LocalUserCandidate.objects.exists()

    def test_wants_the_clients_own_token(self, visit: Callable[..., str]) -> None:
        answer = tell(visit(), {"local_user": "a", "number": NUMBER.value})

        assert (answer.status, answer.json["error"]) == (401, "invalid_token")


class TestAMapping:
    def test_joins_one_person_with_one_local_user(self, visit: Callable[..., str]) -> None:
        ask("PUT", "me", visit(), {"match": "binding", "local_user": "old.user"})
        second = visit(who=make_account())

        taken = ask("PUT", "me", second, {"match": "binding", "local_user": "old.user"})
        other = ask("PUT", "me", visit(), {"match": "binding", "local_user": "another"})

        assert (taken.status, other.status) == (409, 409)
        assert LocalUser.objects.get().local_user == "old.user"

    @pytest.mark.parametrize("local_user", ["", "x" * 201, " x", "a\nb", 7, None, ["x"]])
    def test_wants_a_name(self, visit: Callable[..., str], local_user: object) -> None:
        made = ask("PUT", "me", visit(), {"match": "binding", "local_user": local_user})

        assert made.status == 422
        assert not LocalUser.objects.exists()

    def test_is_nothing_that_a_public_client_may_say(
        self, visit: Callable[..., str], wire: Wire
    ) -> None:
        token = visit()
        Client.objects.update(auth_method=AuthMethod.NONE, secret_hash="")

        made = ask("PUT", "me", token, {"match": "binding", "local_user": "somebody.else"})

        assert made.status == 403
        assert not LocalUser.objects.exists()

    @pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
    def test_wants_a_live_token_of_a_person_with_the_scope(
        self, visit: Callable[..., str], machine_token: str, method: str
    ) -> None:
        without = visit(scope="openid")
        revoked = visit()
        AccessToken.objects.order_by("-issued_at", "-pk").update(revoked_at="2026-03-02T00:00:00Z")

        content = {"match": "binding", "local_user": "x"}
        assert ask(method, "me", revoked, content).status == 401
        assert ask(method, "me", "nonsense", content).status == 401
        AccessToken.objects.update(revoked_at=None)
        assert ask(method, "me", machine_token, content).status == 401
        assert ask(method, "me", without, content).status == 403
        assert not LocalUser.objects.exists()

    def test_ends_and_does_not_come_back_by_itself(
        self, account: Account, visit: Callable[..., str], machine_token: str, wire: Wire
    ) -> None:
        attach(account, PROOFED_CITIZEN)
        account.refresh_from_db()
        tell(machine_token, {"local_user": "U-17", "number": NUMBER.value})
        token = visit()
        ask("PUT", "me", token, {"match": "identifier"})

        assert ask("DELETE", "me", token).status == 204

        assert ask("GET", "me", token).status == 404
        assert ask("PUT", "me", token, {"match": "identifier"}).status == 404
        userinfo = wire.get("/oauth2/userinfo", authorization=f"Bearer {token}")
        assert "local_user" not in userinfo.json

    def test_stands_in_the_id_token_where_it_was_asked_for_there(
        self,
        client: Client,
        visit: Callable[..., str],
        get_code: Callable[..., str],
        redeem: Callable[..., Reply],
    ) -> None:
        """E7: a system that reads ID tokens only finds its user by it."""
        ask("PUT", "me", visit(), {"match": "binding", "local_user": "old.user"})

        def signed(scope: str, to: Client, claims: str = WISH) -> dict[str, object]:
            return read(redeem(to, get_code(to, scope=scope, claims=claims)).json["id_token"])[1]

        assert signed("openid local_user", client)["local_user"] == "old.user"
        # Unasked it is not there: an ID token comes back in the address of a sign-out.
        assert "local_user" not in signed("openid local_user", client, claims="")
        assert "local_user" not in signed("openid", client)
        assert "local_user" not in signed("openid local_user", make_client(sector="b.example"))

    def test_is_told_to_no_service_that_a_token_was_exchanged_for(
        self,
        wire: Wire,
        client: Client,
        visit: Callable[..., str],
        get_code: Callable[..., str],
        redeem: Callable[..., Reply],
    ) -> None:
        """The name that one system uses is none of another's business."""
        ask("PUT", "me", visit(), {"match": "binding", "local_user": "old.user"})
        Client.objects.update(resources=["https://behind.example"])
        code = get_code(client, scope="openid local_user")
        token = redeem(client, code, resource="https://behind.example").json["access_token"]
        behind = make_client(
            serves=["https://behind.example"], grant_types=[GrantType.TOKEN_EXCHANGE]
        )

        exchanged = wire.post(
            "/oauth2/token",
            {
                "grant_type": GrantType.TOKEN_EXCHANGE.value,
                "subject_token": token,
                "subject_token_type": "urn:ietf:params:oauth:token-type:access_token",
            },
            authorization=basic(behind),
        ).json
        told = wire.get(
            "/oauth2/userinfo", authorization=f"Bearer {exchanged['access_token']}"
        ).json

        assert "local_user" in exchanged["scope"].split()
        assert "sub" in told
        assert "local_user" not in told

    def test_is_told_to_who_asked_for_it_only(self, visit: Callable[..., str], wire: Wire) -> None:
        ask("PUT", "me", visit(), {"match": "binding", "local_user": "old.user"})

        plain = wire.get("/oauth2/userinfo", authorization=f"Bearer {visit(scope='openid')}")
        other = make_client(sector="client.example")
        elsewhere = wire.get("/oauth2/userinfo", authorization=f"Bearer {visit(to=other)}")

        assert "local_user" not in plain.json
        assert "local_user" not in elsewhere.json
