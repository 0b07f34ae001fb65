"""What the platform signs: tickets that open a connection, statements that a key may sign."""

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping

from joserfc import jws
from joserfc.errors import JoseError

from shiming_agent.errors import StatementRefused, TicketRefused
from shiming_agent.trust import Platform

TICKET_TYPE = "shiming-agent-ticket+jwt"
STATEMENT_TYPE = "shiming-statement+jwt"
AUDIENCE = "shiming-agent"
ACTIONS = frozenset({"certificates.list", "statement.sign"})
PURPOSES = frozenset({"sign-in", "bind"})
LONGEST_LIFE = dt.timedelta(seconds=120)
CLOCK_TOLERANCE = dt.timedelta(minutes=10)
_PREFIX = b"shiming-statement-v1\0"
_LONGEST_TEXT = 500


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A statement that may be signed: what the person reads, and the bytes for the key."""

    text: str
    to_sign: bytes


def check_ticket(
    ticket: object, *, platform: Platform, nonce: str, now: dt.datetime, waited: dt.timedelta
) -> frozenset[str]:
    """
    Return the actions that the ticket allows on this connection.

    `waited` is the time since the nonce was sent, by a clock that nobody sets.

    :raises TicketRefused: if anything in it is not as the protocol says
    """
    try:
        claims = _claims(ticket, kind=TICKET_TYPE, platform=platform, nonce=nonce, now=now)
    except ValueError as error:
        raise TicketRefused from error
    actions = claims.get("actions")
    if waited > LONGEST_LIFE or not isinstance(actions, list) or not actions:
        raise TicketRefused
    if not all(isinstance(action, str) and action in ACTIONS for action in actions):
        raise TicketRefused
    return frozenset(actions)


def check_statement(
    statement: object, *, platform: Platform, nonce: str, now: dt.datetime
) -> Statement:
    """
    Return what the key may sign.

    :raises StatementRefused: if the platform did not sign it for this connection and moment
    """
    try:
        claims = _claims(statement, kind=STATEMENT_TYPE, platform=platform, nonce=nonce, now=now)
    except ValueError as error:
        raise StatementRefused from error
    text = claims.get("text")
    is_complete = (
        isinstance(statement, str)
        and isinstance(text, str)
        and 0 < len(text) <= _LONGEST_TEXT
        and text.isprintable()
        and claims.get("purpose") in PURPOSES
        and isinstance(claims.get("jti"), str)
    )
    if not is_complete:
        raise StatementRefused
    return Statement(text=str(text), to_sign=_PREFIX + str(statement).encode("ascii"))


def _claims(
    token: object, *, kind: str, platform: Platform, nonce: str, now: dt.datetime
) -> Mapping[str, object]:
    """Return the claims of a token that this platform signed for this connection."""
    if not isinstance(token, str) or not token.isascii():
        raise ValueError("no token")
    try:
        signed = jws.deserialize_compact(token, platform.keys, algorithms=["ES256"])
        claims = json.loads(signed.payload)
    except (JoseError, ValueError) as error:
        raise ValueError("not signed by the platform") from error
    header = signed.headers()
    if header.get("typ") != kind or not isinstance(claims, dict):
        raise ValueError("another kind of token")
    expected = {"iss": platform.origin, "aud": AUDIENCE, "nonce": nonce}
    if any(claims.get(name) != value for name, value in expected.items()):
        raise ValueError("for somebody else")
    if kind == TICKET_TYPE and claims.get("origin") != platform.origin:
        raise ValueError("for another page")
    if not _is_timely(claims.get("iat"), claims.get("exp"), now):
        raise ValueError("out of time")
    return claims


def _is_timely(issued: object, expires: object, now: dt.datetime) -> bool:
    # A boolean is a whole number to Python, but not a time.
    if type(issued) is not int or type(expires) is not int:
        return False
    moment, slack = now.timestamp(), CLOCK_TOLERANCE.total_seconds()
    is_short = 0 < expires - issued <= LONGEST_LIFE.total_seconds()
    return is_short and issued - slack <= moment <= expires + slack
