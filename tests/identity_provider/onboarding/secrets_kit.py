"""What integrators do with secrets, and what has to be there before production."""

import re

from shiming.identity_provider.dispatch import Dispatcher
from shiming.identity_provider.models import (
    Application,
    Client,
    TrialResult,
)
from shiming.identity_provider.types import Trial
from tests.factories.accounts import NOW
from tests.factories.identity_provider import basic
from tests.identity_provider.onboarding.conftest import (
    Visitor,
)
from tests.identity_provider.wire import Reply, Wire


def secret_of(page: Reply) -> str:
    found = re.search(r'id="client-secret">([^<]+)<', page.text)
    assert found, page.text
    return found[1]


def draw(who: Visitor, application: Application, environment: str, **fields: str) -> Reply:
    page = f"/onboarding/{application.pk}/"
    client = Client.objects.get(environment=environment)
    made = client.secret_made_at
    sent = {"drawn_before": made.isoformat() if made else "", "overlap_days": "0", **fields}
    return who.send("/onboarding/apply/", f"{page}{environment}/secret/", **sent)


def pass_every_trial(application: Application) -> None:
    client = application.sandbox_client
    assert client is not None
    for trial in Trial:
        noted = {"detail": "", "first_at": NOW, "last_at": NOW}
        TrialResult.objects.get_or_create(client=client, trial=trial, defaults=noted)


def token_reply(dispatcher: Dispatcher, client: Client, secret: str) -> Reply:
    """Return what the token endpoint says to a code that nobody gave, by this secret."""
    return Wire(dispatcher).post(
        "/oauth2/token",
        {"grant_type": "authorization_code", "code": "none"},
        authorization=basic(client, secret),
    )
