"""
Asking a social network over https: time-outs for each phase, a limit of bytes, no redirects.

Their interfaces want secrets and codes in the query, so that no address may be logged here.
"""

import json
import time
import urllib.parse
from collections.abc import Mapping

import httpx
import structlog

from shiming.accounts.types import OutsideOutcome, SocialSubject
from shiming.vendors.signed_client import Patience

_log = structlog.get_logger(__name__)
_MOST_BYTES = 64 * 1024
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_SUBJECT_LENGTH = 128


class OAuthClient:
    """Reads JSON below one base address; may be shared by threads."""

    def __init__(self, *, base_url: str, patience: Patience | None = None) -> None:
        parts = urllib.parse.urlsplit(base_url)
        if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            raise ValueError("codes and secrets leave this machine over https only")
        self._patience = patience or Patience()
        self._base_url = base_url.rstrip("/")
        self._client = httpx.Client(
            # A proxy or redirect named by the surroundings must not see secrets.
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(self._patience.read, connect=self._patience.connect),
        )

    def get(self, path: str, query: Mapping[str, str]) -> Mapping[str, object] | None:
        """Return the object that `path` answers with, or None if there is no usable answer."""
        try:
            body = self._read(path, query)
            answer = None if body is None else json.loads(body)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            # The address holds the secret, and an error's text may quote it.
            _log.warning("accounts.social.unavailable", path=path, reason=type(error).__name__)
            return None
        return answer if isinstance(answer, dict) else None

    def _read(self, path: str, query: Mapping[str, str]) -> bytes | None:
        deadline = time.monotonic() + self._patience.total
        url = f"{self._base_url}{path}"
        with self._client.stream("GET", url, params=dict(query)) as response:
            if response.status_code != httpx.codes.OK:
                _log.warning("accounts.social.unavailable", path=path, status=response.status_code)
                return None
            body = bytearray()
            for piece in response.iter_raw():
                body += piece
                # The read time-out starts anew with each byte: a drip must not hold a worker.
                if len(body) > _MOST_BYTES or time.monotonic() > deadline:
                    _log.warning("accounts.social.unavailable", path=path, reason="too_much")
                    return None
            return bytes(body)


def subject_of(answer: Mapping[str, object] | None, *names: str) -> SocialSubject:
    """
    Return the opaque name that stands under the first of `names` that there is.

    An answer with an error code is a no: the code was wrong, old, or used.
    """
    if answer is None:
        return SocialSubject(outcome=OutsideOutcome.UNAVAILABLE, reason="no_answer")
    for name in names:
        value = answer.get(name)
        if isinstance(value, str) and 0 < len(value) <= _SUBJECT_LENGTH and value.isprintable():
            return SocialSubject(outcome=OutsideOutcome.PROVEN, subject=value)
    reason = answer.get("errcode", answer.get("error", "no_subject"))
    return SocialSubject(outcome=OutsideOutcome.REFUSED, reason=str(reason)[:32])
