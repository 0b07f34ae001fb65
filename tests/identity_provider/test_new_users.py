"""S25-4: new users register and are proofed before any business, and come back by QR code."""

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from pytest_django.fixtures import Settings
from typing_extensions import override

from shiming.accounts import ports as accounts
from shiming.accounts import queries as account_queries
from shiming.accounts.address_book import AccountAddressBook
from shiming.accounts.models import QrSignIn, Session
from shiming.accounts.types import AccountPolicy
from shiming.kernel.levels import Level
from shiming.messages import ports as messages
from shiming.messages.models import OutboxMessage
from shiming.proofing import operations as proofing
from shiming.proofing import ports as proofing_ports
from shiming.proofing.queries import EvidenceLevels
from shiming.proofing.types import ConsentKind
from shiming.registers import ports as registers
from shiming.registers.types import Outcome
from tests.accounts.web.conftest import post, send
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import NOW, PASSWORD, last_code
from tests.factories.identity_provider import CALLBACK, make_client
from tests.identity_provider.conftest import SESSION_COOKIE
from tests.identity_provider.wire import Reply, Wire
from tests.proofing.fakes import FakeFaceEngine, FakeInspector, FakeReader, FakeRegister
from tests.proofing.walk import Walk, run_jobs

pytestmark = pytest.mark.django_db

MOBILE = PROOFED_CITIZEN.mobile


class Browser(Client):
    """One that leaves the connection open, on which the transaction of the test hangs."""

    @override
    def request(self, **request: Any) -> Any:
        try:
            return super().request(**request)
        finally:
            for signal in (request_started, request_finished):
                signal.disconnect(close_old_connections)


@pytest.fixture
def engines(settings: Settings, _wired: None) -> Iterator[Callable[[Browser], Walk]]:
    """Serve the whole product with fake engines; return who walks in a browser."""
    settings.ROOT_URLCONF = "config.urls"
    reader, inspector = FakeReader(member=PROOFED_CITIZEN), FakeInspector()
    face, register = FakeFaceEngine(), FakeRegister()
    with contextlib.ExitStack() as stack:
        for replaced in (
            accounts.level_source.replaced(EvidenceLevels()),
            accounts.policy.replaced(AccountPolicy(checked_forms=frozenset())),
            messages.address_book.replaced(AccountAddressBook()),
            proofing_ports.document_reader.replaced(reader),
            proofing_ports.picture_inspector.replaced(inspector),
            proofing_ports.face_engine.replaced(face),
            registers.population_register.replaced(register),
        ):
            stack.enter_context(replaced)
        for kind in ConsentKind:
            proofing.publish_consent_text(
                kind=kind, version="tests", title="同意书", text="正文。", now=NOW
            )

        def walk_of(browser: Browser) -> Walk:
            session = account_queries.find_live_session(
                cookie_value=browser.cookies[SESSION_COOKIE].value, now=NOW
            )
            assert session is not None
            return Walk(
                actor=account_queries.actor_of_session(session),
                member=PROOFED_CITIZEN,
                reader=reader,
                inspector=inspector,
                face=face,
                register=register,
                now=NOW,
            )

        yield walk_of


def progress() -> set[str]:
    """Return what was texted to the registered mobile about the proofing."""
    sent = OutboxMessage.objects.filter(channel="sms", template__startswith="proofing/")
    return set(sent.values_list("template", flat=True))


@pytest.mark.requirement("S25-4")
def test_are_proofed_before_any_business_and_return_by_qr_code(
    wire: Wire,
    authorize: Callable[..., Reply],
    engines: Callable[[Browser], Walk],
    time: time_machine.Traveller,
) -> None:
    hall = make_client(min_level=Level.INTERMEDIATE)
    phone = Browser(enforce_csrf_checks=True)

    # A new user is led to register, with the mobile that hears of the progress from then on …
    led = authorize(hall, prompt="create")
    back = led.answer.parameters["next"]
    send(phone, f"/register/?next={back}", mobile=MOBILE, is_agreed="on")
    send(
        phone,
        f"/register/code/?next={back}",
        code=last_code(MOBILE),
        user_name="",
        password=PASSWORD,
        repeat=PASSWORD,
    )
    wire.cookies[SESSION_COOKIE] = phone.cookies[SESSION_COOKIE].value
    assert led.answer.address == "/register/"

    # … and to real-name proofing before the hall lets anybody do anything.
    before = wire.get(back)
    assert before.answer.address == "/proofing/"
    assert "code" not in before.answer.parameters
    walk = engines(phone)
    walk.register.outcome = Outcome.UNAVAILABLE
    walk.to_form(return_to=back).confirm().submit()
    walk.register.outcome = Outcome.MATCH
    walk.now = NOW + dt.timedelta(minutes=10)
    time.move_to(walk.now)
    run_jobs(now=walk.now)
    assert progress() == {"proofing/register_confirmed"}
    walk.show_face()
    assert progress() == {"proofing/register_confirmed", "proofing/passed"}
    phone.get("/me/")
    wire.cookies[SESSION_COOKIE] = phone.cookies[SESSION_COOKIE].value
    assert wire.get(back).answer.address == CALLBACK

    # A returning user signs in at a computer by scanning a code with the phone.
    pc = Browser(enforce_csrf_checks=True)
    wire.cookies.clear()
    back = authorize(hall).answer.parameters["next"]
    pc.get(f"/sign-in/qr/?next={back}")
    post(pc, f"/sign-in/qr/start/?next={back}")
    code = QrSignIn.objects.get()
    phone.get(f"/q/{code.code}/")
    post(phone, f"/q/{code.code}/scan/")
    post(phone, f"/q/{code.code}/confirm/", number=str(code.number))
    signed_in = post(pc, f"/sign-in/qr/{code.pk}/finish/?next={back}")
    wire.cookies[SESSION_COOKIE] = pc.cookies[SESSION_COOKIE].value

    # The browser goes on from a page of ours: the next address may lead off this site.
    assert back in signed_in.content.decode()
    assert wire.get(back).answer.address == CALLBACK
    assert Session.objects.filter(ended_at__isnull=True).count() == 2
