"""From an authorization code to tokens (RFC 6749, section 4.1.3; OpenID Connect Core, 3.1.3)."""

import dataclasses
import datetime as dt
from collections.abc import Callable

from shiming.identity_provider.protocol import (
    access_tokens,
    capacities,
    claims,
    digests,
    id_tokens,
    least_levels,
    trials,
)
from shiming.identity_provider.protocol.endpoints.token import pipeline
from shiming.identity_provider.protocol.endpoints.token.answers import (
    answer,
    audit_of,
    new_refresh_token,
)
from shiming.identity_provider.protocol.endpoints.token.checks.code_is_unused import CodeReused
from shiming.identity_provider.protocol.endpoints.token.request import Redemption, TokenRequest
from shiming.identity_provider.protocol.messages import Parameters, Response
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.store import (
    CodeRecord,
    FindCode,
    RedeemCode,
    RevokeGrant,
    Steps,
)
from shiming.identity_provider.types import IdentityProviderEvent, Scope, Trial
from shiming.kernel.levels import Level

Checks = tuple[Callable[[Redemption], None], ...]


def reading(parameters: Parameters, provider: Provider, now: dt.datetime) -> FindCode | None:
    """Return what finds the code that is presented, if there is one."""
    presented = parameters.get("code")
    if not presented:
        return None
    return FindCode(code_hash=digests.keyed_hash(provider.hash_key, presented), now=now)


def redeem(asked: TokenRequest) -> Steps[Response]:
    """
    Turn a code into tokens, once; a second use revokes what the first one bought.

    :raises OAuthError: if a check refuses it
    """
    found = reading(asked.parameters, asked.provider, asked.now)
    code = None if found is None else (yield from found)
    return (yield from buy(Redemption(request=asked, code=code), pipeline.OF_THE_CODE))


def buy(redemption: Redemption, checks: Checks) -> Steps[Response]:
    """
    Check a code, use it up, and hand over what it buys.

    :raises OAuthError: if a check refuses it, or somebody else was quicker
    """
    asked = redemption.request
    if redemption.code is not None and redemption.code.grant.acts_for_another:
        weighed = yield from capacities.weigh(redemption.code, redemption.code.grant)
        redemption = dataclasses.replace(redemption, code=weighed)
    if redemption.code is not None:
        held = yield from least_levels.held(
            redemption.code.grant, redemption.code.standing, asked.now
        )
        redemption = dataclasses.replace(redemption, held=held)
    try:
        for check in checks:
            check(redemption)
    except CodeReused:
        yield from _revoke(redemption.known_code, asked)
        yield from _note(Trial.REPLAY, asked, detail=CodeReused.code)
        raise
    code = redemption.known_code
    provider, client, now = asked.provider, asked.client, asked.now
    # What the tokens say of the person holds now: their level may have fallen (C3).
    grant = dataclasses.replace(code.grant, level=redemption.held.level)
    access_token = access_tokens.issue(
        provider,
        client=client,
        grant=grant,
        scopes=grant.scopes,
        audience=asked.resources or grant.resources,
        confirmation=asked.confirmation,
        now=now,
    )
    # `advanced` ends with the transaction: nothing that lasts comes out of it (Q20).
    may_last = Scope.OFFLINE_ACCESS in grant.scopes and grant.level < Level.ADVANCED
    refresh_token = provider.new_secret() if may_last else ""
    was_unused = yield from RedeemCode(
        code_id=code.id,
        now=now,
        access_token=access_token.stored,
        refresh_token=new_refresh_token(asked, refresh_token, now + provider.terms.refresh_token)
        if refresh_token
        else None,
        audit=audit_of(IdentityProviderEvent.TOKENS_ISSUED, grant, asked),
    )
    if not was_unused:
        # Two came at once and the other won: the same as coming second.
        yield from _revoke(code, asked)
        raise CodeReused("the code was used before")
    yield from _note(Trial.SIGN_IN, asked, detail=f"{grant.level.acr} {' '.join(grant.methods)}")
    if Scope.OPENID not in grant.scopes:
        return answer(access_token, refresh_token=refresh_token)

    id_token = id_tokens.sign_id_token(
        provider,
        grant,
        client_id=client.client_id,
        sector=client.sector,
        algorithm=client.id_token_algorithm,
        access_token=access_token.text,
        claims=(yield from claims.id_token_claims(grant, now)),
        now=now + trials.CLOCK_AHEAD if client.is_sandbox else now,
    )
    return answer(access_token, refresh_token=refresh_token, more={"id_token": id_token})


def _revoke(code: CodeRecord, asked: TokenRequest) -> Steps[None]:
    yield from RevokeGrant(
        code_id=code.id,
        now=asked.now,
        audit=audit_of(IdentityProviderEvent.GRANT_REVOKED, code.grant, asked),
    )


def _note(trial: Trial, asked: TokenRequest, *, detail: str) -> Steps[None]:
    client = asked.client
    yield from trials.note(
        trial, is_sandbox=client.is_sandbox, client_pk=client.id, detail=detail, now=asked.now
    )
