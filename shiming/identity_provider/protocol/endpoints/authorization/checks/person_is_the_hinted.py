"""OpenID Connect Core, section 3.1.2.2, point 4: id_token_hint."""

from shiming.identity_provider.protocol.endpoints.authorization.request import Situation
from shiming.identity_provider.protocol.errors import InvalidRequest, LoginRequired


def check(situation: Situation) -> None:
    """
    Ask for a sign-in where the client expects somebody else.

    :raises InvalidRequest: if the hint is no ID token of ours for this client
    :raises LoginRequired: if it names another person than the one signed in
    """
    if not situation.request.parameters.get("id_token_hint"):
        return
    hint = situation.hint
    if hint is None or hint.client_id != situation.request.known_client.client_id:
        raise InvalidRequest("id_token_hint is not an ID token issued to this client")
    if hint.subject != situation.subject:
        raise LoginRequired("somebody else is signed in")
