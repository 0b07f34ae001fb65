"""
Whom a token of ours was given to, for the areas below that serve programs.

The adapter of `directory.ports.machine_tokens`.
"""

import datetime as dt

from shiming.directory.types import MachineCaller
from shiming.identity_provider import queries
from shiming.identity_provider.engine import engine
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


def find_token(token: str, *, now: dt.datetime) -> TokenRecord | None:
    """Find an access token, whatever its state."""

    def read(_request: Request, provider: Provider, now: dt.datetime) -> Steps[TokenRecord | None]:
        return (
            yield from FindAccessToken(token_hash=keyed_hash(provider.hash_key, token), now=now)
        )

    return engine().run(read, Request(), now)
