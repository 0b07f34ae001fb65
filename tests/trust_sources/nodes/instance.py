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

from django.contrib.auth.hashers import make_password
from django.db import transaction
from typing_extensions import override

from config.wsgi import application  # sets Django up
from shiming.accounts import operations as accounts
from shiming.accounts import ports as accounts_ports
from shiming.accounts import queries as accounts_queries
from shiming.accounts.actions.sign_in_with_password import sign_in_with_password
from shiming.accounts.models import Account, ContactChange
from shiming.accounts.operations.registration import open_account
from shiming.accounts.types import (
    AccountId,
    ContactChangeReason,
    HumanAnswer,
    RegistrationVariant,
    StartedSession,
    Visit,
)
from shiming.kernel import clock
from shiming.kernel.actor import visitor
from shiming.kernel.levels import Level
from shiming.kernel.phones import Mobile
from shiming.trust_sources.actions.nodes import deliver_events
from shiming.trust_sources.models.nodes import (
    IncomingEvent,
    NodeUser,
    OutgoingEvent,
    PeerNode,
    UserConflict,
)
from shiming.trust_sources.ports.nodes import node_line, node_policy
from shiming.trust_sources.types.nodes import PeerId
from tests.cast import CAST

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
            "highest_level": Level.REGISTERED,
            "added_at": clock.now(),
        },
    )


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


def send_backwards(*, again: bool) -> list[object]:
    """Send events in the wrong order: those that wait, or all that were ever taken."""
    peer = PeerNode.objects.get()
    events = OutgoingEvent.objects.filter(delivered_at__isnull=not again).select_related("of")
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
    }


_WORK: dict[str, Callable[..., object]] = {
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


def main(port: int) -> None:
    """Serve, and do what is asked for until the input ends."""
    policy = accounts_ports.policy()
    accounts_ports.policy.fill(dataclasses.replace(policy, checked_forms=frozenset()))
    server = wsgiref.simple_server.make_server(
        "127.0.0.1", port, application, server_class=_Server, handler_class=_Quiet
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    _say("ready")
    for line in sys.stdin:
        asked = json.loads(line)
        answer = _WORK[asked.pop("do")](**asked)
        _say(answer)


if __name__ == "__main__":
    main(int(sys.argv[1]))
