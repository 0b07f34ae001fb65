"""Who may ask for which address, and what asking may change."""

import dataclasses
import datetime as dt
import re
import uuid
from collections.abc import Iterator, Sequence

import pytest
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse

from shiming.accounts.models import Account
from shiming.accounts.types import AccountId, AccountPermission
from shiming.accounts.types.applications import ApplicationPermission
from shiming.audit.types import AuditPermission
from shiming.directory.actions.grant_permission import grant_permission
from shiming.directory.models import CalendarDay
from shiming.directory.types import DayKind, DirectoryPermission
from shiming.identity_provider import routes
from shiming.identity_provider.protocol.endpoints import discovery as addresses
from shiming.identity_provider.types import ProvisioningPermission, RegistryPermission
from shiming.jobs.types import JobPermission
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from shiming.messages import operations as messages
from shiming.messages.types import MessagePermission
from shiming.proofing.types import ProofingPermission
from shiming.trust_sources.types import NodePermission, SourcePermission, TrustPermission
from tests.factories.accounts import make_account, start_session

pytestmark = pytest.mark.django_db

# Addresses that answer visitors, each with its reason; everything else needs sign-in.
PUBLIC = {
    "home": "says what the platform is",
    "help": "answers questions before anybody has an account",
    "about": "says which version runs",
    "downloads": "policies and manuals are for everybody",
    "download": "the same",
    "web_kit:healthz": "asked by the machine that starts the process; says nothing but ok",
    "web_kit:readyz": "asked by the load balancer; says which parts stand, and nothing of people",
    "web_kit:view-set": "keeps larger text and contrast in a cookie, for visitors too",
    "web_kit:language-set": "keeps the language in a cookie, for visitors too",
    "accounts:register": "there is no account yet",
    "accounts:register-code": "the same; bound to the visitor's cookie",
    "accounts:register-code-again": "the same",
    "accounts:register-unit": "there is no account yet",
    "accounts:register-unit-code": "the same; bound to the visitor's cookie",
    "accounts:register-unit-code-again": "the same",
    "accounts:register-counter": "the same as register-code, with what a clerk printed",
    "accounts:recover": "who forgot the password is not signed in",
    "accounts:recover-mobile": "the same",
    "accounts:recover-email": "the same",
    "accounts:recover-face": "the same",
    "accounts:recover-code": "the same; bound to the visitor's cookie",
    "accounts:recover-code-again": "the same",
    "accounts:activate": "an activation code is what its owner has instead of a password",
    "accounts:activate-password": "the same; the code is in a cookie",
    "accounts:activated": "says that the password is set",
    "accounts:sign-in": "nobody is signed in yet",
    "accounts:sign-in-sms": "the same",
    "accounts:sign-in-code": "the same; bound to the visitor's cookie",
    "accounts:sign-in-code-again": "the same",
    "accounts:passkey-origins": "browsers ask it, without anybody's cookie",
    "accounts:sign-in-passkey": "the same",
    "accounts:sign-in-passkey-options": "the same, for the script on its pages",
    "accounts:second-factor": "the same; bound to the visitor's cookie",
    "accounts:second-factor-options": "the same, for the script on its page",
    "accounts:second-factor-sms": "the same",
    "accounts:qr": "the same",
    "accounts:qr-start": "the same",
    "accounts:qr-code": "the same; bound to the visitor's cookie",
    "accounts:qr-picture": "the same",
    "accounts:qr-finish": "the same",
    "accounts:face": "nobody is signed in yet",
    "accounts:face-number": "the same",
    "accounts:face-check": "the same; bound to the visitor's cookie",
    "accounts:face-draw": "the same",
    "accounts:face-frames": "the same",
    "accounts:face-finish": "the same",
    "accounts:social-wechat": "nobody is signed in yet",
    "accounts:social-qq": "the same",
    "accounts:social-back": "the network sends people here; bound to the visitor's cookie",
    "accounts:source": "nobody is signed in yet; 404 for what is not offered",
    "accounts:source-back": "the source sends people here; bound to the visitor's cookie",
    "accounts:source-first-use": "the same; bound to the visitor's cookie",
    "identity_provider:duties": "what the parties owe is published",
    "trust_sources:duties-accept": "the operator of a source has no account; a code guards it",
    "accounts:certificate": "nobody is signed in yet",
    "accounts:certificate-shown": "the same; what the proxy in front has verified",
    "accounts:certificate-ticket": "the same, for the script on its page",
    "accounts:certificate-drivers": "says where drivers are had; nothing of people",
    "accounts:agent-keys": "public keys, for card agents",
    "accounts:licence": "nobody is signed in yet; 404 where no wallet is wired",
    "accounts:licence-code": "the same; bound to the visitor's cookie",
    "accounts:licence-picture": "the same",
    "accounts:licence-finish": "the same",
    "accounts:sign-in-staff": "nobody is signed in yet; asks for the second factor afterwards",
    "accounts:sign-in-document": "nobody is signed in yet",
    "accounts:sign-in-document-sms": "the same",
    "accounts:sign-in-document-code": "the same; bound to the visitor's cookie",
    "accounts:sign-in-document-code-again": "the same; bound to the visitor's cookie",
    "accounts:sign-in-filed": "nobody is signed in yet",
    "accounts:sign-in-filed-code": "the same; bound to the visitor's cookie",
    "accounts:sign-in-filed-code-again": "the same; bound to the visitor's cookie",
    "accounts:sign-in-number": "nobody is signed in yet",
    "legal_persons:enterprise": "nobody is signed in yet",
    "legal_persons:enterprise-quick": "the same",
    "legal_persons:enterprise-agency": "the same",
    "legal_persons:enterprise-officers": "the same; bound to the visitor's cookie",
    "legal_persons:enterprise-synchronise": "the same",
    "legal_persons:enterprise-proof": "the same",
    "legal_persons:enterprise-code": "the same",
    "legal_persons:enterprise-password": "the same",
    "legal_persons:enterprise-back": "the same",
    "legal_persons:enterprise-client": "the same",
    "accounts:sign-out": "an ended session may still ask to leave",
    "accounts:apply": "says what can be applied for",
    "accounts:apply-mobile": "applicants have no account (S01-1)",
    "accounts:apply-code": "the same; bound to the visitor's cookie",
    "accounts:apply-code-again": "the same",
    "accounts:apply-leave": "the same",
    "accounts:apply-new": "the same; needs the mobile that this browser has proven",
    "accounts:apply-template": "an empty form",
    "accounts:apply-done": "needs the mobile that this browser has proven",
    "accounts:apply-progress": "the same (S01-7)",
    "accounts:apply-record": "the same",
    "accounts:apply-correct": "the same",
    "accounts:apply-activation": "the same",
    "accounts:human-check-picture": "tells people from robots before they sign in",
    "accounts:human-check-proof": "the same",
    "accounts:agreement": "is read before registering; accepting it needs sign-in",
    "messages:sms-box": "stands in for mobiles; 404 wherever a real gateway is wired",
    "messages:sms-box-latest": "the same, for scripts",
    "identity_provider:authorize": "clients send people here; the engine decides before Django",
    "identity_provider:interaction-continue": "the same; bound to the browser's secret",
    "identity_provider:end-session": "clients send people here to leave",
    "identity_provider:interaction-refuse": "takes a no back; bound to the browser's secret",
    "identity_provider:sign-out-confirm": "an ended session may still ask to leave",
    "identity_provider:cas-login": "old clients send people here; the engine decides before Django",
    "identity_provider:cas-logout": "old clients send people here to leave",
    "identity_provider:cas-logout-confirm": "an ended session may still ask to leave",
    "scim:configuration": "says which parts of SCIM are served; nothing of people",
    "scim:resource-types": "the same",
    "scim:resource-type": "the same",
    "scim:schemas": "the same",
    "scim:schema": "the same",
    "identity_provider:signed-out": "whoever has signed out; by an id that nobody can guess",
}

# A business system may send people here with a form of its own; nothing is changed by the view.
WITHOUT_TOKEN = {
    "identity_provider:authorize",
    "identity_provider:interaction-continue",
    "identity_provider:end-session",
    "identity_provider:cas-login",
    "identity_provider:cas-logout",
    "identity_provider_api:register",
    "identity_provider_api:registration",
    "identity_provider_api:mapping-me",
    "identity_provider_api:mapping-identifiers",
    "trust_sources_api:node-events",
    "trust_sources_api:node-recognition",
    "trust_sources_api:node-stock",
    "legal_persons_api:consent-check",
    "scim:me",
    "scim:users",
    "scim:user-search",
    "scim:user",
    "scim:groups",
    "scim:group-search",
    "scim:group",
    "scim:unknown",
}

# GET that writes, each with its reason. (`proofing:picture` does as well, for a picture that is
# there: the audit record of who saw it.)
WRITES_ON_GET = {"accounts:facts": "the audit record of an unmasking"}

# Offices of members of staff: an account without permission is refused at every one of them.
FOR_STAFF = (
    "/accounts/",
    "/archive/",
    "/counter/",
    "/desk/",
    "/review/",
    "/jobs/",
    "/directory/",
    "/messages/",
    "/trust/",
    "/registry/",
    "/provisioning/",
)

WITH_A_PAGE_BEHIND = {
    addresses.AUTHORIZE,
    addresses.END_SESSION,
    addresses.CAS_LOGIN,
    addresses.CAS_LOGOUT,
}
MACHINES_ONLY = set(routes.ROUTES) - WITH_A_PAGE_BEHIND

_DAY = dt.date(2025, 10, 1)
_SAMPLES = {"day": _DAY, "step": "front", "place": 1, "environment": "sandbox"}
_NOBODYS = uuid.UUID(int=7)
_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One address of `config.urls`."""

    name: str
    parameters: tuple[str, ...]
    is_exempt: bool

    def url(self, **values: object) -> str:
        kwargs = {name: values.get(name, _SAMPLES.get(name, _NOBODYS)) for name in self.parameters}
        return reverse(self.name, kwargs=kwargs)


def _routes_in(
    patterns: Sequence[URLPattern | URLResolver], namespace: str = ""
) -> Iterator[Route]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from _routes_in(entry.url_patterns, entry.namespace or namespace)
        else:
            yield Route(
                name=f"{namespace}:{entry.name}" if namespace else str(entry.name),
                parameters=tuple(entry.pattern.regex.groupindex),
                is_exempt=getattr(entry.callback, "csrf_exempt", False),
            )


ROUTES = tuple(_routes_in(get_resolver("config.urls").url_patterns))


def client_of(account: Account, *, is_strict: bool = False) -> Client:
    client = Client(enforce_csrf_checks=is_strict)
    client.cookies["shiming_session"] = start_session(account, now=clock.now()).cookie_value
    return client


@pytest.fixture
def almighty() -> Account:
    """Return an account with every permission that there is."""
    account = make_account(now=clock.now())
    for permission in (
        *AccountPermission,
        *ApplicationPermission,
        *ProofingPermission,
        *JobPermission,
        *MessagePermission,
        *DirectoryPermission,
        *AuditPermission,
        *TrustPermission,
        *SourcePermission,
        *NodePermission,
        *RegistryPermission,
        *ProvisioningPermission,
    ):
        grant_permission(
            account_id=AccountId(account.pk),
            permission=permission,
            granter=system_actor(device="tests"),
            now=clock.now(),
        )
    return account


def is_refused(answer: HttpResponseBase) -> bool:
    """Tell whether a visitor was sent to sign in, or the method is not offered at all."""
    is_sent_to_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith(
        "/sign-in/?next="
    )
    return is_sent_to_sign_in or answer.status_code in {401, 405}


class TestVisitors:
    def test_get_in_where_the_list_says_so_and_nowhere_else(self, client: Client) -> None:
        open_to_them = {
            route.name
            for route in ROUTES
            if not (is_refused(client.get(route.url())) and is_refused(client.post(route.url())))
        }

        assert open_to_them == set(PUBLIC)

    def test_are_refused_as_programs_too(self, client: Client) -> None:
        answers = {
            route.name: client.get(route.url(), headers={"Accept": "application/json"}).status_code
            for route in ROUTES
            if route.name not in PUBLIC
        }

        assert len(answers) > len(PUBLIC)
        assert [name for name, status in answers.items() if status not in {401, 403, 405}] == []


class TestStrangers:
    """People who are signed in, and hold no office."""

    def test_are_refused_at_every_desk(self) -> None:
        client = client_of(make_account(now=clock.now()))
        desks = [url for route in ROUTES if (url := route.url()).startswith(FOR_STAFF)]
        answers = {
            url: {client.get(url).status_code, client.post(url).status_code} for url in desks
        }

        assert desks
        assert {url: found for url, found in answers.items() if found - {403, 404, 405}} == {}


class TestGet:
    def test_changes_nothing(self, almighty: Account) -> None:
        client = client_of(almighty)
        # What an id may stand for exists, so that the views get as far as they can.
        CalendarDay.objects.create(day=_DAY, kind=DayKind.HOLIDAY, name="")
        message_id = messages.notify(
            template="proofing/passed_manually",
            account_id=almighty.pk,
            context={},
            now=clock.now(),
        )

        writing = set()
        for route in ROUTES:
            with CaptureQueriesContext(connection) as queries:
                client.get(route.url(message_id=message_id))
            if any(_WRITES.match(query["sql"]) for query in queries.captured_queries):
                writing.add(route.name)

        assert writing == set(WRITES_ON_GET)


class TestPost:
    def test_is_refused_without_the_token_of_a_form(self, almighty: Account) -> None:
        client = client_of(almighty, is_strict=True)
        with_token = [route for route in ROUTES if route.name not in WITHOUT_TOKEN]
        taken = [
            route.name
            for route in with_token
            if (answer := client.post(route.url())).status_code != 403
            or "页面已过期" not in answer.content.decode()
        ]

        assert with_token
        assert taken == []

    def test_is_exempt_nowhere_else(self) -> None:
        assert {route.name for route in ROUTES if route.is_exempt} == WITHOUT_TOKEN


class TestMachineEndpoints:
    @pytest.mark.parametrize("path", sorted(MACHINES_ONLY))
    def test_stand_in_the_dispatch_table_alone(self, path: str) -> None:
        with pytest.raises(Resolver404):
            resolve(path, "config.urls")

    @pytest.mark.parametrize("path", sorted(WITH_A_PAGE_BEHIND))
    def test_have_a_page_behind_where_people_come_too(self, path: str) -> None:
        assert resolve(path, "config.urls").namespace == "identity_provider"

    def test_are_all_known_here(self) -> None:
        assert {path.rpartition("/")[2] for path in MACHINES_ONLY} == {
            "device-authorization",
            "introspect",
            "jwks",
            "openid-configuration",
            "par",
            "proxyValidate",
            "revoke",
            "serviceValidate",
            "token",
            "userinfo",
            "validate",
        }
