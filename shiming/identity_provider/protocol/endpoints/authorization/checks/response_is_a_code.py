"""RFC 9700, section 2.1.2: no implicit grant."""

from shiming.identity_provider.protocol.endpoints.authorization.request import AuthorizationRequest
from shiming.identity_provider.protocol.errors import InvalidRequest, UnsupportedResponseType


def check(request: AuthorizationRequest) -> None:
    """
    Refuse every answer but a code, in the query or in a form.

    :raises InvalidRequest: if response_type is missing, or response_mode is none of the two
    :raises UnsupportedResponseType: if it is not code
    """
    response_type = request.parameters.get("response_type")
    if not response_type:
        raise InvalidRequest("response_type is missing")
    if response_type != "code":
        raise UnsupportedResponseType("the only response_type is code")
    if request.parameters.get("response_mode") not in {"", "query", "form_post"}:
        raise InvalidRequest("response_mode must be query or form_post")
