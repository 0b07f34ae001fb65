"""What the simulated sources share on the wire: requests, answers, and being down."""

import dataclasses
import json
import threading
import urllib.parse
from collections.abc import Mapping
from wsgiref.types import WSGIEnvironment

from shiming.vendors.registers.simulator.behaviours import Behaviour

_MOST_BYTES = 64 * 1024


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request."""

    path: str
    method: str
    query: Mapping[str, str]
    body: bytes
    headers: Mapping[str, str]

    @property
    def form(self) -> dict[str, str]:
        """The body as a form."""
        return dict(urllib.parse.parse_qsl(self.body.decode(errors="replace")))

    @classmethod
    def of(cls, environ: WSGIEnvironment) -> "Asked":
        """Read a request."""
        length = min(int(environ.get("CONTENT_LENGTH") or 0), _MOST_BYTES)
        return cls(
            path=str(environ.get("PATH_INFO", "")),
            method=str(environ.get("REQUEST_METHOD", "GET")),
            query=dict(urllib.parse.parse_qsl(str(environ.get("QUERY_STRING", "")))),
            body=environ["wsgi.input"].read(length) if length else b"",
            headers={
                name.removeprefix("HTTP_").replace("_", "-").lower(): str(value)
                for name, value in environ.items()
                if name.startswith("HTTP_")
            },
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back."""

    status: str = "200 OK"
    kind: str = "application/json; charset=utf-8"
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


def as_json(content: Mapping[str, object], *, status: str = "200 OK") -> Answer:
    """Return an object as an answer."""
    return Answer(status=status, body=json.dumps(content, ensure_ascii=False).encode())


def as_page(title: str, body: str) -> Answer:
    """Return a page; both texts are HTML already."""
    return Answer(
        kind="text/html; charset=utf-8",
        body=(
            f'<!DOCTYPE html><html lang="zh"><meta charset="utf-8"><title>{title}</title>'
            f"<h1>{title}</h1>{body}"
        ).encode(),
    )


class Faults:
    """Fails as a magic name says."""

    def __init__(self, *, late_seconds: float) -> None:
        self.is_stopping = threading.Event()
        self._late_seconds = late_seconds

    def of(self, behaviour: Behaviour) -> Answer | None:
        """Return the answer of a source that is out of order, or None if it answers."""
        if behaviour is Behaviour.TIMEOUT:
            self.is_stopping.wait(self._late_seconds)
        if behaviour is Behaviour.GARBAGE:
            return Answer(body=b"\xff\x00{")
        if behaviour in {Behaviour.ERROR, Behaviour.TIMEOUT}:
            return Answer(status="500 Internal Server Error", body=b"{}")
        if behaviour is Behaviour.UNAVAILABLE:
            return Answer(status="503 Service Unavailable", body=b"{}")
        return None
