"""A unit that pays social insurance alone, and a client that takes its password alone."""

import pytest

from shiming.accounts.models import Account
from shiming.identity_provider.models import Client
from shiming.legal_persons.models import LegalPerson
from tests.cast import AGENT
from tests.factories.accounts import make_account
from tests.factories.identity_provider import authorization_parameters, make_client
from tests.identity_provider.onboarding.conftest import Visitor, csrf_of
from tests.identity_provider.wire import Reply, Wire
from tests.legal_persons.entry_kit import CODE, TAXPAYER_NUMBER, UNIT_PASSWORD, hashed, make_unit

HOME = "https://client.example/home"
SIGN_IN = "/sign-in/enterprise/"
USER_NAME = "qingchuan_trade"


@pytest.fixture
def insured(db: None) -> LegalPerson:
    """Return a unit that pays social insurance alone, whose account even has a mobile."""
    unit_id = make_unit(CODE, TAXPAYER_NUMBER, "样本市晴川贸易有限公司")
    LegalPerson.objects.update(is_insurance_only=True)
    unit = LegalPerson.objects.get(pk=unit_id)
    own = make_account(mobile=AGENT.mobile, user_name=USER_NAME)
    Account.objects.filter(pk=own.pk).update(kind="unit", password=hashed(UNIT_PASSWORD))
    LegalPerson.objects.filter(pk=unit_id).update(account=own)
    unit.refresh_from_db()
    return unit


@pytest.fixture
def client(db: None) -> Client:
    return make_client(client_id="social-premium", home_uri=HOME)


def mark(officer: Visitor, client: Client, *, is_admitted: bool = True) -> Reply:
    ticked = {"is_admitted": "on"} if is_admitted else {}
    url = f"/registry/clients/{client.client_id}/alone/"
    return officer.send("/registry/systems/", url, **ticked)


def enter(wire: Wire, wanted: str = "", *, way: str = SIGN_IN) -> Reply:
    """Give the unit's number and password."""
    page = f"{way}?next={wanted}" if wanted else way
    token = csrf_of(wire.get(*page.split("?")))
    path, _, query = page.partition("?")
    form = {"csrfmiddlewaretoken": token, "unit": CODE, "password": UNIT_PASSWORD}
    return wire.post(path, form, QUERY_STRING=query)


def asked(wire: Wire, client: Client, **changes: str) -> str:
    """Have a client ask for a sign-in; return where its request waits."""
    led = wire.get("/oauth2/authorize", authorization_parameters(client, **changes))
    assert led.header("Location").startswith("/sign-in/")
    return led.answer.parameters["next"]


def jump(wire: Wire, client: Client, **changes: str) -> str:
    """Go all the way with the unit's password alone; return the code."""
    waiting = asked(wire, client, **changes)
    entered = enter(wire, waiting)
    assert entered.status == 200
    assert waiting in entered.text
    return wire.get(waiting).answer.parameters["code"]


def jump_again(wire: Wire, client: Client) -> str:
    """Come once more in the session that the unit has; return the code."""
    led = wire.get("/oauth2/authorize", authorization_parameters(client))
    return led.answer.parameters["code"]
