"""An integrator and an officer, each with a browser, and an application to fill in."""

import urllib.parse
from collections.abc import Callable, Iterator

import pytest
from django.urls import clear_url_caches
from pytest_django.fixtures import Settings

from shiming.accounts import ports as accounts
from shiming.accounts.models import Account, Session
from shiming.accounts.types import AccountPolicy
from shiming.identity_provider.dispatch import Dispatcher
from shiming.identity_provider.duties_file import current_duties
from shiming.identity_provider.models import Application
from shiming.identity_provider.types import RegistryPermission
from shiming.kernel.levels import Level
from tests.factories.accounts import make_account
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.wire import Reply, Wire

CALLBACK = "https://system.example/callback"
SANDBOX_CALLBACK = "https://test.system.example/callback"


class _Authorities:
    """Says that the certificates of one authority are accepted; nothing more is asked here."""

    def brands(self) -> tuple[str, ...]:
        return ("example",)


@pytest.fixture
def whole_site(settings: Settings, _wired: None) -> Iterator[None]:
    """Serve all pages of the product, and ask nobody whether they are human."""
    settings.ROOT_URLCONF = "config.urls"
    clear_url_caches()
    with (
        accounts.certificate_verifier.replaced(_Authorities()),  # type: ignore[arg-type]  # see there
        accounts.policy.replaced(AccountPolicy(checked_forms=frozenset())),
    ):
        yield
    clear_url_caches()


def csrf_of(page: Reply) -> str:
    return page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]


def application_form(**changes: str | tuple[str, ...]) -> dict[str, str | tuple[str, ...]]:
    """Return what an integrator fills in."""
    return {
        "unit": "某市人力资源和社会保障局",
        "responsible_name": "李示例",
        "responsible_contact": "office@unit.example",
        "system_name": "就业登记系统",
        "purpose": "办理就业登记时确认办事人身份",
        "item_codes": "440100-1\n440100-2",
        "environments": "sandbox",
        "sandbox_redirect_uris": SANDBOX_CALLBACK,
        "redirect_uris": "",
        "post_logout_redirect_uris": "",
        "backchannel_logout_uri": "",
        "home_uri": "",
        "initiate_login_uri": "",
        "scopes": "profile",
        "min_level": "10",
        "network_zone": "government",
        "trust_sources": "",
        "planned_on": "2027-01-15",
        "duties": current_duties().version,
        "accepts": "on",
        **changes,
    }


class Visitor:
    """Somebody with a browser, who sends forms from the pages that they see."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire

    def send(self, page: str, path: str = "", /, **fields: str | tuple[str, ...]) -> Reply:
        """Open a page and send a form that stands on it."""
        token = csrf_of(self.wire.get(page))
        sent = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **fields}, doseq=True)
        return self.wire.post(path or page, sent)


Somebody = Callable[..., Visitor]


@pytest.fixture
def somebody(dispatcher: Dispatcher, sign_in: SignIn) -> Somebody:
    """Return a function that signs an account in, in a browser of its own."""

    def somebody(
        who: Account, *, level: Level = Level.PRIMARY, permissions: tuple[str, ...] = ()
    ) -> Visitor:
        wire = Wire(dispatcher)
        session = sign_in(who=who, level=level, browser=wire)
        Session.objects.filter(pk=session.pk).update(
            acting={**session.acting, "permissions": list(permissions)}
        )
        return Visitor(wire)

    return somebody


@pytest.fixture
def integrator(somebody: Somebody, account: Account) -> Visitor:
    return somebody(account)


@pytest.fixture
def officer(somebody: Somebody) -> Visitor:
    return somebody(make_account(), permissions=tuple(RegistryPermission))


@pytest.fixture
def application(integrator: Visitor) -> Application:
    """An application that waits for an officer."""
    form = application_form(environments=("sandbox", "production"), redirect_uris=CALLBACK)
    reply = integrator.send("/onboarding/apply/", **form)
    assert reply.status == 302, reply.text
    return Application.objects.get()


@pytest.fixture
def approved(officer: Visitor, application: Application) -> Application:
    """An application with a sandbox client, whose secret nobody has drawn yet."""
    reply = decide(officer, application, decision="approve")
    assert reply.status == 302, reply.text
    application.refresh_from_db()
    return application


def decide(who: Visitor, application: Application, **fields: str) -> Reply:
    """Decide an application, as it was sent last."""
    page = f"/registry/applications/{application.pk}/"
    sent = {
        "kind": "other",
        "reason": "",
        "submitted_at": Application.objects.get(pk=application.pk).submitted_at.isoformat(),
        **fields,
    }
    token = csrf_of(who.wire.get("/registry/systems/add/"))
    return who.wire.post(f"{page}decide/", {"csrfmiddlewaretoken": token, **sent})
