"""
A token for a service behind the service (RFC 8693).

Delegation, never impersonation: the new token says for whom, and `act` says who acts (section 4.1).
"""

import dataclasses
import json

from shiming.identity_provider.protocol import access_tokens, capacities, digests, least_levels
from shiming.identity_provider.protocol.endpoints.token import pipeline
from shiming.identity_provider.protocol.endpoints.token.answers import answer, audit_of
from shiming.identity_provider.protocol.endpoints.token.checks.subject_token_is_known import (
    ACCESS_TOKEN,
)
from shiming.identity_provider.protocol.endpoints.token.request import Exchange, TokenRequest
from shiming.identity_provider.protocol.messages import Response
from shiming.identity_provider.protocol.store import (
    FindAccessToken,
    InsertAccessToken,
    Steps,
    TokenRecord,
)
from shiming.identity_provider.types import IdentityProviderEvent


def exchange(asked: TokenRequest) -> Steps[Response]:
    """
    Turn a token into one that shows who acts for its subject; it dies with the first one's grant.

    :raises OAuthError: if a check refuses it
    """
    subject = yield from _find(asked, "subject_token")
    actor = yield from _find(asked, "actor_token")
    held = least_levels.NOBODY
    if subject is not None:
        held = yield from least_levels.held(subject.grant, subject.standing, asked.now)
    exchanged = Exchange(request=asked, subject=subject, actor=actor, held=held)
    for check in pipeline.OF_THE_EXCHANGE:
        check(exchanged)

    known = exchanged.known_subject
    grant = known.grant
    if grant is None:
        raise AssertionError("an exchanged token is a person's")
    access_token = access_tokens.issue(
        asked.provider,
        client=asked.client,
        grant=dataclasses.replace(grant, level=held.level),
        scopes=exchanged.scopes,
        audience=exchanged.resources,
        confirmation=asked.confirmation,
        actors=_actors(known, asked.client.client_id),
        until=known.expires_at,
        now=asked.now,
    )
    yield from InsertAccessToken(
        client_pk=asked.client.id,
        code_id=known.code_id,
        now=asked.now,
        access_token=access_token.stored,
        audit=audit_of(
            IdentityProviderEvent.TOKEN_EXCHANGED, known.grant, asked, given_to=known.client_id
        ),
    )
    return answer(access_token, more={"issued_token_type": ACCESS_TOKEN})


def _find(asked: TokenRequest, name: str) -> Steps[TokenRecord | None]:
    presented = asked.parameters.get(name)
    if not presented:
        return None
    token_hash = digests.keyed_hash(asked.provider.hash_key, presented)
    found = yield from FindAccessToken(token_hash=token_hash, now=asked.now)
    return None if found is None else (yield from capacities.weigh(found, found.grant))


def _actors(subject: TokenRecord, client_id: str) -> str:
    """Return the chain of those who act, the present one outermost."""
    chain: dict[str, object] = {"sub": client_id, "client_id": client_id}
    if subject.actors:
        chain["act"] = json.loads(subject.actors)
    return json.dumps(chain, separators=(",", ":"))
