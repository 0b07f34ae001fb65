"""W3C WebAuthn level 3, section 5.11: one passkey is good at all addresses of the platform."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from shiming.accounts import errors, ports
from shiming.accounts.actions.sign_in.passkey import sign_in_with_passkey
from shiming.accounts.models import Session
from shiming.accounts.types import RelyingParty, StartedSession
from tests.factories.accounts import NOW, make_account, make_visit
from tests.factories.credentials import SoftKey, make_passkey, sign_in_options

pytestmark = pytest.mark.django_db

MAIN, BELOW, RELATED = "https://id.example", "https://tax.id.example", "https://tax.example"


@pytest.fixture(autouse=True)
def _party(settings: Settings) -> Iterator[None]:
    settings.ALLOWED_HOSTS = ["id.example", "tax.id.example", "tax.example"]
    party = RelyingParty(id="id.example", origins=(MAIN, BELOW, RELATED), name="实名")
    with ports.relying_party.replaced(party):
        yield


class TestPasskeysAtSeveralAddresses:
    def test_made_at_one_sign_in_at_the_others(self) -> None:
        key, _ = make_passkey(make_account(), SoftKey(origin=MAIN, rp_id="id.example"))

        for origin in (MAIN, BELOW, RELATED):
            key.origin = origin
            visit = make_visit()
            options = sign_in_options(visit)
            started = sign_in_with_passkey(
                answer=key.get(options), visit=visit, replaces=None, now=NOW
            )
            assert options["rpId"] == "id.example"
            assert isinstance(started, StartedSession)

    @pytest.mark.parametrize(
        "origin",
        [
            "https://evil.example",
            "http://tax.example",
            "https://tax.example:8443",
            "https://other.id.example",
            "https://tax.example.evil.example",
        ],
    )
    def test_are_refused_at_any_other(self, origin: str) -> None:
        key, _ = make_passkey(make_account(), SoftKey(origin=MAIN, rp_id="id.example"))
        key.origin = origin
        visit = make_visit()
        answer = key.get(sign_in_options(visit))
        before = Session.objects.count()

        with pytest.raises(errors.PasskeyNotAccepted):
            sign_in_with_passkey(answer=answer, visit=visit, replaces=None, now=NOW)

        assert Session.objects.count() == before

    def test_are_vouched_for_by_the_host_that_they_are_kept_for(self) -> None:
        url = "/.well-known/webauthn"

        told = Client().get(url, headers={"host": "id.example"})
        elsewhere = Client().get(url, headers={"host": "tax.example"})

        assert (told.status_code, told["Content-Type"]) == (200, "application/json")
        # Those below the host itself need no word.
        assert told.json() == {"origins": [RELATED]}
        assert elsewhere.status_code == 404

    def test_need_no_document_at_one_address_alone(self) -> None:
        alone = RelyingParty(id="id.example", origins=(MAIN, BELOW), name="实名")

        with ports.relying_party.replaced(alone):
            told = Client().get("/.well-known/webauthn", headers={"host": "id.example"})

        assert told.status_code == 404
