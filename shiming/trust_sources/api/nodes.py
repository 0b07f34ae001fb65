"""
What other nodes call: signed requests, signed answers (docs/reference/nodes.md).

A call that is not proven gets an unsigned 401 and learns nothing, not even whether the node is
known here.
"""

import json
from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from shiming.kernel import clock, signatures
from shiming.kernel.errors import DomainError
from shiming.trust_sources.actions.nodes.prove_call import prove_call
from shiming.trust_sources.actions.nodes.receive_events import receive_events
from shiming.trust_sources.actions.nodes.receive_introduction import receive_introduction
from shiming.trust_sources.actions.nodes.receive_stock import receive_stock
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.ports.nodes import node_policy
from shiming.trust_sources.types.nodes import ProvenPeer, SignedCall
from shiming.web_kit.refusals import STATUS_OF

_UNPROVEN, _TOO_LARGE = 401, 413
# A file stands in JSON as a text, whose quotes and line ends are two characters there.
_ROOM_FOR_QUOTES = 2


# Who calls proves itself by a signature: no browser makes one by itself.
@csrf_exempt
@require_POST
def events(request: HttpRequest) -> HttpResponse:
    """Take what happened to users over there."""

    def answer(peer: ProvenPeer, content: Mapping[str, object]) -> dict[str, object]:
        return {"results": receive_events(peer=peer, content=content, now=clock.now())}

    return _answer(request, answer)


@csrf_exempt
@require_POST
def stock(request: HttpRequest) -> HttpResponse:
    """Take a file of users."""

    def answer(peer: ProvenPeer, content: Mapping[str, object]) -> dict[str, object]:
        return {"stock": str(receive_stock(peer=peer, content=content, now=clock.now()))}

    return _answer(request, answer)


# As above.
@csrf_exempt
@require_POST
def recognition(request: HttpRequest) -> HttpResponse:
    """Take who a node is and whether it recognises our people, and say the same of us."""

    def answer(peer: ProvenPeer, content: Mapping[str, object]) -> dict[str, object]:
        return receive_introduction(peer=peer, content=content, now=clock.now())

    return _answer(request, answer)


def _answer(
    request: HttpRequest, work: Callable[[ProvenPeer, Mapping[str, object]], dict[str, object]]
) -> HttpResponse:
    # Before the body is read: a stranger must not fill the memory.
    length = request.headers.get("Content-Length", "")
    if not length.isdigit() or int(length) > _ROOM_FOR_QUOTES * node_policy().most_bytes:
        return HttpResponse(status=_TOO_LARGE)
    call = SignedCall(
        key_id=request.headers.get(signatures.KEY_ID, ""),
        timestamp=request.headers.get(signatures.TIMESTAMP, ""),
        nonce=request.headers.get(signatures.NONCE, ""),
        signature=request.headers.get(signatures.SIGNATURE, ""),
        path=request.path,
        body=request.read(int(length)),
    )
    try:
        peer = prove_call(call=call, address=request.META.get("REMOTE_ADDR", ""), now=clock.now())
    except (errors.CallNotProven, errors.CallsTooMany) as error:
        is_flood = isinstance(error, errors.CallsTooMany)
        return HttpResponse(
            json.dumps({"code": error.code}),
            content_type="application/json",
            status=STATUS_OF[error.kind] if is_flood else _UNPROVEN,
        )
    status, content = 200, {}
    try:
        content = work(peer, _read(call.body))
    except DomainError as error:
        status, content = STATUS_OF[error.kind], {"code": error.code}
    body = json.dumps(content).encode()
    signature = signatures.sign_answer(key=peer.key, status=status, nonce=call.nonce, body=body)
    return HttpResponse(
        body,
        status=status,
        content_type="application/json",
        headers={signatures.SIGNATURE: signature, "Cache-Control": "no-store"},
    )


def _read(body: bytes) -> Mapping[str, object]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise errors.CallMalformed from error
    if not isinstance(content, dict):
        raise errors.CallMalformed
    return content
