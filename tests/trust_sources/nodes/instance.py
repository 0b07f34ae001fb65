"""
One whole installation of the product in a process of its own, for the test of two nodes.

It serves its addresses on a port and does what it reads from its input, one JSON object a line:
`{"do": "…", …}`. The answers go to its output, one a line.
"""

import dataclasses
import datetime as dt
import itertools
import json
import os
import socketserver
import sys
import threading
import wsgiref.simple_server
from collections.abc import Callable

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from typing_extensions import override

import config.wsgi  # noqa: F401  sets Django up
from shiming.accounts import operations as accounts
from shiming.accounts import ports as accounts_ports
from shiming.accounts import queries as accounts_queries
from shiming.accounts.actions.sign_in_with_password import sign_in_with_password
from shiming.accounts.models import Account, ContactChange, Person, Portal, Session
from shiming.accounts.operations.registration import open_account
from shiming.accounts.types import (
    AccountId,
    AccountKind,
    ContactChangeReason,
    HumanAnswer,
    RegistrationVariant,
    StartedSession,
    Visit,
)
from shiming.identity_provider.actions.rotate_signing_key import rotate_signing_key
from shiming.identity_provider.dispatch import Dispatcher
from shiming.identity_provider.drivers.django_driver import DjangoDriver
from shiming.identity_provider.engine import Engine
from shiming.identity_provider.ports import provider_settings
from shiming.kernel import clock
from shiming.kernel.actor import ActingIdentity, Actor, visitor
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level
from shiming.kernel.phones import Mobile
from shiming.proofing import operations as proofing
from shiming.proofing.types import EvidenceKind
from shiming.trust_sources.actions.nodes import deliver_events
from shiming.trust_sources.actions.nodes.keep_recognition import keep_recognition
from shiming.trust_sources.actions.nodes.meet_peer import meet_peer
from shiming.trust_sources.actions.sources.check_sources import check_sources
from shiming.trust_sources.actions.sources.decide_terms import decide_terms
from shiming.trust_sources.actions.sources.propose_terms import propose_terms
from shiming.trust_sources.models.nodes import (
    IncomingEvent,
    NodeUser,
    OutgoingEvent,
    PeerNode,
    UserConflict,
)
from shiming.trust_sources.ports.nodes import node_line, node_policy
from shiming.trust_sources.queries.recognition import list_recognised, recognition_of
from shiming.trust_sources.types import SourcePermission
from shiming.trust_sources.types.nodes import NodePermission, NodeRole, PeerId
from tests.cast import CAST
from tests.factories.accounts import last_code, make_account, start_session
from tests.known_staff import EverybodyIsSomebody
from tests.trust_sources.nodes.installation_kit import PORTAL_HOST

PASSWORD = "Tulpen-und-7-Narzissen"
_ACTOR = visitor(address="192.0.2.1")
_deliveries = itertools.count(1)


class _Server(socketserver.ThreadingMixIn, wsgiref.simple_server.WSGIServer):
    daemon_threads = True


class _Quiet(wsgiref.simple_server.WSGIRequestHandler):
    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def know(code: str, address: str, key: str, role: str, portal: str) -> None:
    PeerNode.objects.get_or_create(
        code=code,
        defaults={
            "name": code,
            "role": role,
            "region": "44",
            "address": address,
            "key": key,
            "portal_code": portal,
            # What the province has found out about people counts in its cities.
            "highest_level": Level.INTERMEDIATE if role == NodeRole.PROVINCE else Level.REGISTERED,
            "added_at": clock.now(),
        },
    )


def open_portal(code: str, host: str) -> None:
    """Serve the pages of another node's portal, too."""
    Portal.objects.get_or_create(code=code, defaults={"host": host, "name": code})


def recognise(code: str) -> None:
    """Have one officer propose mutual recognition with a node, and a second one agree to it."""
    peer_id = PeerId(PeerNode.objects.get(code=code).pk)
    permissions = frozenset({NodePermission.MANAGE, *SourcePermission})
    officers = [
        Actor(account_id=new_id(), identity=ActingIdentity(permissions=permissions)) for _ in "ab"
    ]
    met = meet_peer(
        peer_id=peer_id,
        level=Level.INTERMEDIATE,
        until=None,
        officer=officers[0],
        now=clock.now(),
    )
    terms_id = propose_terms(
        entry=met.terms,
        code="" if met.source_id else met.code,
        source_id=met.source_id,
        officer=officers[0],
        now=clock.now(),
    )
    decide_terms(
        terms_id=terms_id, is_approved=True, reason="", officer=officers[1], now=clock.now()
    )


def keep() -> list[str]:
    """Do what the worker does by itself, and tell how far recognition has come."""
    for peer_id in list_recognised():
        keep_recognition(peer_id=peer_id, actor=_ACTOR, now=clock.now())
    return [recognition_of(peer, now=clock.now()) for peer in PeerNode.objects.order_by("code")]


def check_twice() -> int:
    """Ask every trust source for a sign of life, twice as the worker does in four minutes."""
    return max(check_sources(actor=_ACTOR, now=clock.now()) for _ in range(2))


def prove(member: int) -> None:
    """Have a register confirm whose account it is."""
    known = accounts_queries.find_account_by_mobile(CAST[member].mobile_number)
    assert known is not None
    with transaction.atomic(durable=True):
        person_id = accounts.attach_person(
            account_id=known.id,
            number=CAST[member].document_number,
            name=CAST[member].person_name,
            actor=_ACTOR,
            now=clock.now(),
        )
        proofing.add_evidence(
            person_id=person_id,
            account_id=known.id,
            kind=EvidenceKind.REGISTER_TWO_FACTORS,
            source="tests",
            actor=_ACTOR,
            now=clock.now(),
        )
        proofing.refresh_levels(person_id=person_id, actor=_ACTOR, now=clock.now())


def code(member: int) -> str:
    return last_code(CAST[member].mobile)


def staff_cookie(member: int) -> str:
    """Return what the browser of a member of staff holds, who is known by number and name."""
    account = make_account(kind=AccountKind.STAFF, now=clock.now())
    with transaction.atomic(durable=True):
        accounts.attach_person(
            account_id=AccountId(account.pk),
            number=CAST[member].document_number,
            name=CAST[member].person_name,
            actor=_ACTOR,
            now=clock.now(),
        )
    account.refresh_from_db()
    return start_session(account, now=clock.now()).cookie_value


def register(*, member: int, portal: str, attached: bool) -> None:
    hashed = make_password(PASSWORD)
    with transaction.atomic(durable=True):
        account = open_account(
            user_name="",
            hashed=hashed,
            mobile=CAST[member].mobile_number,
            variant=RegistrationVariant.PLAIN,
            agreement_id=None,
            actor=_ACTOR,
            now=clock.now(),
            portal_code=portal,
        )
        assert account is not None
        if attached:
            accounts.attach_person(
                account_id=AccountId(account.pk),
                number=CAST[member].document_number,
                name=CAST[member].person_name,
                actor=_ACTOR,
                now=clock.now(),
            )


def change_mobile(was: int, becomes: int) -> None:
    known = accounts_queries.find_account_by_mobile(CAST[was].mobile_number)
    assert known is not None
    with transaction.atomic(durable=True):
        accounts.set_contact(
            account_id=known.id,
            contact=CAST[becomes].mobile_number,
            reason=ContactChangeReason.CHANGED,
            actor=_ACTOR,
            now=clock.now(),
        )


def sign_in(member: int) -> bool:
    entered = sign_in_with_password(
        identifier=CAST[member].mobile,
        password=PASSWORD,
        human=HumanAnswer(),
        visit=Visit(token="a browser", address="192.0.2.1", device="Firefox"),
        replaces=None,
        now=clock.now(),
    )
    return isinstance(entered, StartedSession)


def deliver() -> int:
    """Send what waits, as if the time of every next try had come."""
    later = clock.now() + dt.timedelta(hours=2 * next(_deliveries))
    return sum(
        deliver_events.deliver_events(peer_id=PeerId(pk), now=later)
        for pk in PeerNode.objects.values_list("pk", flat=True)
    )


def send_backwards(*, to: str, again: bool) -> list[object]:
    """Send events in the wrong order: those that wait, or all that were ever taken."""
    peer = PeerNode.objects.get(code=to)
    events = OutgoingEvent.objects.filter(peer=peer, delivered_at__isnull=not again)
    events = events.select_related("of")
    answer = node_line().call(
        address=peer.address,
        path=deliver_events.EVENTS_PATH,
        key_id=node_policy().code,
        key=peer.key,
        content={
            "from": node_policy().code,
            "to": peer.code,
            "events": [deliver_events._described(one) for one in events.order_by("-sequence")],
        },
    )
    results = answer.content["results"]
    assert isinstance(results, list)
    return sorted(one["result"] for one in results)


def look() -> dict[str, object]:
    """Return what there is, with the cast's places in place of their mobiles."""
    places = {member.mobile_number.value: place for place, member in enumerate(CAST)}
    mobiles = [
        places[Mobile.parse(one).value]
        for one in Account.objects.values_list("mobile", flat=True)
        if one is not None
    ]
    return {
        "mobiles": sorted(mobiles),
        "accounts": Account.objects.count(),
        "homes": sorted(NodeUser.objects.values_list("home", flat=True)),
        "changes": ContactChange.objects.count(),
        "came": IncomingEvent.objects.count(),
        "waiting": OutgoingEvent.objects.filter(delivered_at__isnull=True).count(),
        "errors": sorted(set(OutgoingEvent.objects.values_list("last_error", flat=True)) - {""}),
        "conflicts": list(UserConflict.objects.values_list("kind", flat=True)),
        "persons": Person.objects.count(),
        "levels": sorted(set(Session.objects.values_list("level", flat=True))),
        "staff": Account.objects.filter(kind=AccountKind.STAFF).count(),
    }


_WORK: dict[str, Callable[..., object]] = {
    "open_portal": open_portal,
    "recognise": recognise,
    "keep": keep,
    "check_twice": check_twice,
    "prove": prove,
    "code": code,
    "staff_cookie": staff_cookie,
    "know": know,
    "register": register,
    "change_mobile": change_mobile,
    "sign_in": sign_in,
    "deliver": deliver,
    "send_backwards": send_backwards,
    "look": look,
}


def _say(answer: object) -> None:
    sys.stdout.write(json.dumps({"answer": answer}) + "\n")
    sys.stdout.flush()


def main(host: str, port: int) -> None:
    """Serve, and do what is asked for until the input ends."""
    policy = accounts_ports.policy()
    accounts_ports.policy.fill(dataclasses.replace(policy, checked_forms=frozenset()))
    accounts_ports.personnel_records.fill(EverybodyIsSomebody())
    # Outside production a platform answers at the names of its own machine alone. Here several
    # stand on one, each with an address of its own, for browsers keep cookies apart by it.
    settings.ALLOWED_HOSTS += [host, PORTAL_HOST]
    provider = dataclasses.replace(provider_settings(), hosts=frozenset(settings.ALLOWED_HOSTS))
    application = Dispatcher(
        engine=Engine(settings=provider, driver=DjangoDriver()), django=WSGIHandler()
    )
    server = wsgiref.simple_server.make_server(
        host, port, application, server_class=_Server, handler_class=_Quiet
    )
    rotate_signing_key(actor=_ACTOR, now=clock.now())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    _say("ready")
    for line in sys.stdin:
        asked = json.loads(line)
        answer = _WORK[asked.pop("do")](**asked)
        _say(answer)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
