"""
Whom a token of ours was given to, for the areas below that serve programs.

The adapter of `directory.ports.machine_tokens`.
"""

import dataclasses
import datetime as dt

from shiming.accounts.types import AccountId
from shiming.directory.types import MachineCaller, PersonCaller
from shiming.identity_provider import queries
from shiming.identity_provider.engine import engine
from shiming.identity_provider.protocol import capacities, least_levels
from shiming.identity_provider.protocol.digests import keyed_hash
from shiming.identity_provider.protocol.messages import Request
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.store import FindAccessToken, Steps, TokenRecord


class EngineMachineTokens:
    """Reads tokens as the introspection endpoint does."""

    def find_caller(self, *, token: str, resource: str, now: dt.datetime) -> MachineCaller | None:
        """
        Return the client that acts for itself with a live token for `resource`, or None.

        A token of a person is none, one that is bound to a key is none without its proof.
        """
        found = find_token(token, now=now)
        if (
            found is None
            or not found.is_alive(now)
            or found.grant is not None
            or found.confirmation
            or resource not in found.audience
        ):
            return None
        return MachineCaller(
            client_id=found.client_id,
            scopes=frozenset(found.scopes),
            name=queries.get_client(found.client_id).name,
        )

    def find_person(self, *, token: str, resource: str, now: dt.datetime) -> PersonCaller | None:
        """
        Return whose a live token for `resource` is that somebody gave a client, or None.

        A client's own token is none, one that is bound to a key is none without its proof, and one
        that a service behind got in exchange is none: it would say who they are to anybody.
        """
        found = find_token(token, now=now)
        if (
            found is None
            or not found.is_alive(now)
            or found.grant is None
            or found.confirmation
            or found.actors
            or resource not in found.audience
        ):
            return None
        return PersonCaller(
            client_id=found.client_id,
            scopes=frozenset(found.scopes),
            account_id=AccountId(found.grant.account_id),
        )


def find_token(token: str, *, now: dt.datetime) -> TokenRecord | None:
    """Find an access token, whatever its state, with no more than its person's level now allows."""

    def read(_request: Request, provider: Provider, now: dt.datetime) -> Steps[TokenRecord | None]:
        found = yield from FindAccessToken(token_hash=keyed_hash(provider.hash_key, token), now=now)
        if found is None or found.grant is None:
            return found
        weighed = yield from capacities.weigh(found, found.grant)
        held = yield from least_levels.held(found.grant, found.standing, now)
        return dataclasses.replace(
            weighed,
            grant=dataclasses.replace(found.grant, level=held.level),
            scopes=provider.least_levels.reached(found.scopes, held),
        )

    return engine().run(read, Request(), now)
