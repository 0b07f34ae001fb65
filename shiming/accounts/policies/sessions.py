"""Rules about sessions: when one is live, what a device is called, what the cookie is called."""

import datetime as dt

from shiming.accounts.models import Session
from shiming.accounts.types import (
    OUTSIDE_METHODS,
    AccountKind,
    AccountPolicy,
    Visit,
)
from shiming.kernel.actor import Actor, visitor

_STAFF = {AccountKind.STAFF}

# Order matters: every browser claims to be its ancestors too.
_BROWSERS = (
    ("MicroMessenger/", "微信"),
    ("AlipayClient/", "支付宝"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("QQBrowser/", "QQ"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("OpenHarmony", "HarmonyOS"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def is_live(session: Session, now: dt.datetime) -> bool:
    """Tell whether the session may still be used."""
    return session.ended_at is None and now < min(session.idle_until, session.absolute_until)


def idle_limit(kind: AccountKind, policy: AccountPolicy) -> dt.timedelta:
    """Return how long a session of such an account may rest (A11)."""
    return policy.session_idle_staff if kind in _STAFF else policy.session_idle


def describe_device(user_agent: str) -> str:
    """
    Return browser and system in words, or an empty text where neither is known.

    What the browser sends is kept nowhere else: it is long, and it is its sender's to write.
    """
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return " · ".join(part for part in (browser, system) if part)


def actor_of_visit(visit: Visit) -> Actor:
    """Return the actor for a visitor who is not signed in."""
    return visitor(address=visit.address, device=describe_device(visit.device))


def is_freshly_proven(actor: Actor, *, now: dt.datetime, lifetime: dt.timedelta) -> bool:
    """Tell whether an own factor was proven within `lifetime`: sensitive acts ask for it (A11)."""
    own = (proven for method, proven in actor.factors.items() if method not in OUTSIDE_METHODS)
    return any(now - proven < lifetime for proven in own)


def session_cookie_name(*, is_secure: bool) -> str:
    """Return the cookie's name; its prefix binds it to this host, and browsers enforce that."""
    return "__Host-shiming_session" if is_secure else "shiming_session"
