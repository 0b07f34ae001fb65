"""A client that acts for itself (RFC 6749, section 4.4)."""

from shiming.identity_provider.protocol import access_tokens
from shiming.identity_provider.protocol.endpoints.token import pipeline
from shiming.identity_provider.protocol.endpoints.token.answers import answer, audit_of
from shiming.identity_provider.protocol.endpoints.token.request import TokenRequest
from shiming.identity_provider.protocol.messages import Response
from shiming.identity_provider.protocol.store import InsertAccessToken, Steps
from shiming.identity_provider.types import IdentityProviderEvent


def act_for_itself(asked: TokenRequest) -> Steps[Response]:
    """
    Give a client a token of its own; no refresh token (section 4.4.3), and the audit hears of it.

    :raises OAuthError: if a check refuses it
    """
    for check in pipeline.OF_THE_CLIENT_ITSELF:
        check(asked)
    access_token = access_tokens.issue(
        asked.provider,
        client=asked.client,
        grant=None,
        scopes=asked.parameters.words("scope"),
        audience=asked.resources,
        confirmation=asked.confirmation,
        now=asked.now,
    )
    yield from InsertAccessToken(
        client_pk=asked.client.id,
        code_id=None,
        now=asked.now,
        access_token=access_token.stored,
        audit=audit_of(IdentityProviderEvent.TOKENS_ISSUED, None, asked),
    )
    return answer(access_token)
