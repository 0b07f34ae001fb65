"""The client registration endpoints (RFC 7591, RFC 7592)."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from shiming.identity_provider import ports, queries
from shiming.identity_provider.actions.change_registration import change_registration
from shiming.identity_provider.actions.end_registration import end_registration
from shiming.identity_provider.actions.register_dynamically import register_dynamically
from shiming.identity_provider.engine import engine
from shiming.identity_provider.protocol.digests import keyed_hash
from shiming.identity_provider.protocol.errors import InvalidToken, OAuthError
from shiming.identity_provider.protocol.registration import ClientMetadata, InvalidClientMetadata
from shiming.kernel import clock
from shiming.kernel.actor import visitor

LONGEST_BODY = 64 * 2**10
CREATED, NO_CONTENT = 201, 204
_SCHEME = "bearer "


# Who calls proves itself with a token in a header: no browser sends that along by itself.
@csrf_exempt
@require_POST
def register(request: HttpRequest) -> HttpResponse:
    """Register a client as it describes itself."""
    try:
        registered = register_dynamically(
            initial_token=_token(request),
            metadata=_metadata(request),
            actor=visitor(address=request.META.get("REMOTE_ADDR", ""), device=_device(request)),
            now=clock.now(),
        )
    except OAuthError as error:
        return _refusal(error)
    content = _described(
        registered.client_id, registered.metadata.as_json(), registered.registration_token
    )
    content["client_id_issued_at"] = int(clock.now().timestamp())
    if registered.secret_expires_at is not None:
        # Afterwards it registers anew: no call of RFC 7592 makes another secret.
        content |= {
            "client_secret": registered.client_secret,
            "client_secret_expires_at": int(registered.secret_expires_at.timestamp()),
        }
    return _answer(content, status=CREATED)


@csrf_exempt
@require_http_methods(["GET", "PUT", "DELETE"])
def registration(request: HttpRequest, client_id: str) -> HttpResponse:
    """Show, change or end a client's own registration."""
    try:
        token = _token(request)
        actor = visitor(address=request.META.get("REMOTE_ADDR", ""), device=_device(request))
        if request.method == "DELETE":
            end_registration(client_id=client_id, token=token, actor=actor, now=clock.now())
            return HttpResponse(status=NO_CONTENT)
        if request.method == "PUT":
            change_registration(
                client_id=client_id,
                token=token,
                metadata=_metadata(request),
                actor=actor,
                now=clock.now(),
            )
        found = queries.find_registration(
            client_id=client_id, token_hash=keyed_hash(ports.provider_settings().hash_key, token)
        )
        if found is None:
            raise InvalidToken("the registration access token is not valid")
    except OAuthError as error:
        return _refusal(error)
    return _answer(_described(client_id, found.metadata, token))


def _token(request: HttpRequest) -> str:
    header = request.headers.get("Authorization", "")
    if header[: len(_SCHEME)].lower() != _SCHEME:
        raise InvalidToken("a bearer token is needed")
    return header[len(_SCHEME) :].strip()


def _metadata(request: HttpRequest) -> ClientMetadata:
    if request.content_type != "application/json":
        raise InvalidClientMetadata("the body must be application/json")
    stated = request.META.get("CONTENT_LENGTH") or ""
    if not stated.isdecimal() or int(stated) > LONGEST_BODY:
        raise InvalidClientMetadata("the body is too long")
    try:
        content: object = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise InvalidClientMetadata("the body is not JSON") from error
    return ClientMetadata.parse(content)


def _described(client_id: str, metadata: dict[str, object], token: str) -> dict[str, object]:
    path = reverse("identity_provider_api:registration", args=[client_id])
    return {
        "client_id": client_id,
        **metadata,
        "registration_access_token": token,
        "registration_client_uri": f"{engine().settings.issuer}{path}",
    }


def _answer(content: dict[str, object], *, status: int = 200) -> JsonResponse:
    return JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})


def _refusal(error: OAuthError) -> JsonResponse:
    response = _answer(
        {"error": error.code, "error_description": error.description}, status=error.status
    )
    if isinstance(error, InvalidToken):
        response.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    return response


def _device(request: HttpRequest) -> str:
    return request.headers.get("User-Agent", "")
