"""
Signed calls to other nodes (`shiming.kernel.signatures` has the wire format).

An officer enters the address, so the call goes through the guarded fetcher: it reaches no machine
of ours that the officer could not reach. Answers are believed only with the signature of the key
that both nodes share.
"""

import json
import secrets
import urllib.parse
from collections.abc import Mapping, Sequence

from shiming.kernel import clock, signatures
from shiming.kernel.outside import FetchFault, Network
from shiming.trust_sources.types.nodes import NodeAnswer
from shiming.vendors.outside.guarded_fetcher import GuardedFetcher

_SECONDS = 30.0
# Also how long a single answer may take to begin: a batch is some dozens of transactions.
_CONNECT_SECONDS = 15.0


class HttpNodeLine:
    """`allowed` are the private networks in which nodes stand."""

    def __init__(self, *, allowed: Sequence[Network] = ()) -> None:
        self._fetcher = GuardedFetcher(
            allowed=allowed, connect_seconds=_CONNECT_SECONDS, total_seconds=_SECONDS
        )

    def may_call(self, address: str) -> bool:
        """Tell whether the address is one that may be called."""
        parts = urllib.parse.urlsplit(address)
        return not parts.query and self._fetcher.may_fetch(address)

    def call(
        self, *, address: str, path: str, key_id: str, key: str, content: Mapping[str, object]
    ) -> NodeAnswer:
        """Return the proven answer; never raises because a node is out of reach."""
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        nonce = secrets.token_hex(16)
        timestamp = str(int(clock.now().timestamp()))
        # Both sides sign the path below the host, whatever stands in front of it there.
        whole = urllib.parse.urlsplit(address).path.rstrip("/") + path
        signature = signatures.sign_request(
            key=key, method="POST", path=whole, timestamp=timestamp, nonce=nonce, body=body
        )
        try:
            fetched = self._fetcher.send(
                address.rstrip("/") + path,
                body=body,
                content_type="application/json",
                headers={
                    signatures.KEY_ID: key_id,
                    signatures.TIMESTAMP: timestamp,
                    signatures.NONCE: nonce,
                    signatures.SIGNATURE: signature,
                },
            )
        except FetchFault as fault:
            return NodeAnswer(failure=fault.reason.value)
        expected = signatures.sign_answer(
            key=key, status=fetched.status, nonce=nonce, body=fetched.body
        )
        if not signatures.is_same(fetched.headers.get(signatures.SIGNATURE.lower(), ""), expected):
            return NodeAnswer(failure=f"not_proven_{fetched.status}")
        try:
            read = json.loads(fetched.body)
        except (ValueError, RecursionError):
            return NodeAnswer(failure="garbage")
        return (
            NodeAnswer(status=fetched.status, content=read)
            if isinstance(read, dict)
            else NodeAnswer(failure="garbage")
        )
