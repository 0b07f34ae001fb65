"""RP-Initiated Logout, section 2: id_token_hint."""

from shiming.identity_provider.protocol.endpoints.end_session.request import EndSessionRequest
from shiming.identity_provider.protocol.errors import UntrustedRequest


def check(request: EndSessionRequest) -> None:
    """
    Refuse a hint that we did not issue, or issued to another client than the one named.

    :raises UntrustedRequest: if it is none of ours, or contradicts client_id
    """
    if not request.parameters.get("id_token_hint"):
        return
    if request.hint is None:
        raise UntrustedRequest("id_token_hint is not an ID token of this issuer")
    if request.parameters.get("client_id") not in {"", request.hint.client_id}:
        raise UntrustedRequest("id_token_hint was issued to another client")
