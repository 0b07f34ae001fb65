"""The engine as it runs: the protocol, a driver, and the provider of the moment."""

import datetime as dt
import functools
import urllib.parse
from collections.abc import Callable
from typing import TypeVar

from shiming.identity_provider import ports, queries
from shiming.identity_provider.drivers import django_connection
from shiming.identity_provider.drivers.runner import Driver
from shiming.identity_provider.protocol.messages import Request
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.store import Steps
from shiming.identity_provider.protocol.strangers import Strangers
from shiming.kernel.slots import Slot
from shiming.web_kit.actors import SIGN_IN_URL

R = TypeVar("R")
Endpoint = Callable[[Request, Provider, dt.datetime], Steps[R]]

REGISTER_URL = "/register/"
# Shorter than a key is announced before it signs: every process knows it by then. What scopes
# demand is read along: no request asks the database for it.
KEYS_ARE_READ_AGAIN_AFTER = dt.timedelta(seconds=30)


class Engine:
    """Runs endpoints with the keys and rules of the moment over one driver; safe for threads."""

    def __init__(self, *, settings: ports.ProviderSettings, driver: Driver) -> None:
        self._settings = settings
        self._driver = driver
        self._strangers = Strangers(most_per_minute=settings.strangers_per_minute)
        self._made: tuple[dt.datetime, Provider] | None = None

    @property
    def settings(self) -> ports.ProviderSettings:
        """Who this provider is."""
        return self._settings

    def run(self, endpoint: Endpoint[R], request: Request, now: dt.datetime) -> R:
        """
        Run an endpoint to its end.

        :raises errors.NoSigningKey: if no key signs
        """
        return self._driver.run(functools.partial(endpoint, request, self.provider(now), now))

    def provider(self, now: dt.datetime) -> Provider:
        """
        Return the provider with the keys of the moment, read now and then.

        :raises errors.NoSigningKey: if no key signs
        """
        made = self._made
        if made is None or not made[0] <= now < made[0] + KEYS_ARE_READ_AGAIN_AFTER:
            with django_connection.in_time():
                made = (now, self._make(now))
            self._made = made
        return made[1]

    def _make(self, now: dt.datetime) -> Provider:
        settings = self._settings
        return Provider(
            issuer=settings.issuer,
            keys=queries.get_key_ring(now=now),
            pairwise_salt=settings.pairwise_salt,
            hash_key=settings.hash_key,
            session_cookie=settings.session_cookie,
            sign_in_url=_sign_in_url,
            step_up_url=ports.step_up_url(),
            strangers=self._strangers,
            terms=settings.terms,
            least_levels=queries.get_least_levels(),
            takes_certificates=settings.takes_certificates,
            is_sandbox_open=settings.is_sandbox_open,
        )


def _sign_in_url(
    *, back: str, is_again: bool, is_new: bool, source: str, methods: tuple[str, ...] = ()
) -> str:
    query = {"next": back} | ({"again": "1"} if is_again else {})
    if source:
        query["idp_hint"] = source
    if methods:
        query["methods"] = ",".join(methods)
    return f"{REGISTER_URL if is_new else SIGN_IN_URL}?{urllib.parse.urlencode(query)}"


engine: Slot[Engine] = Slot("identity_provider.engine")
