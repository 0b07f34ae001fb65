"""Speaks WSGI to the dispatcher with Django behind it, as a server would."""

import dataclasses
import io
import json
import urllib.parse
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.factories.identity_provider import Answer

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

HOST = "localhost:8000"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def json(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self.body)
        return content

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def answer(self) -> Answer:
        return Answer.read(self.header("Location"))


class Wire:
    """One browser or machine; it keeps its cookies."""

    def __init__(self, application: "WSGIApplication") -> None:
        self._application = application
        self.cookies: dict[str, str] = {}

    def get(
        self,
        path: str,
        parameters: Mapping[str, str] | str = "",
        *,
        authorization: str = "",
        **environ: str,
    ) -> Reply:
        return self._ask(
            "GET", path, environ, query=_encoded(parameters), authorization=authorization
        )

    def post(
        self,
        path: str,
        parameters: Mapping[str, str] | str = "",
        *,
        authorization: str = "",
        **environ: str,
    ) -> Reply:
        body = _encoded(parameters).encode()
        return self._ask("POST", path, environ, body=body, authorization=authorization)

    def ask(self, method: str, path: str, **environ: str) -> Reply:
        return self._ask(method, path, environ)

    def follow(self, reply: Reply) -> Reply:
        """Go where a reply sends the browser."""
        path, _, query = reply.header("Location").partition("?")
        return self.get(path, query)

    def _ask(
        self,
        method: str,
        path: str,
        more: Mapping[str, str],
        *,
        query: str = "",
        body: bytes = b"",
        authorization: str = "",
    ) -> Reply:
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": HOST,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "192.0.2.20",
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
        }
        if method == "POST":
            environ |= {
                "CONTENT_TYPE": "application/x-www-form-urlencoded",
                "CONTENT_LENGTH": str(len(body)),
            }
        if authorization:
            environ["HTTP_AUTHORIZATION"] = authorization
        environ |= more
        got: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], *_: object) -> Any:
            got.append((status, headers))

        chunks = self._application(environ, start_response)
        content = b"".join(chunks)
        if hasattr(chunks, "close"):
            chunks.close()
        status, headers = got[0]
        self._keep_cookies(headers)
        return Reply(status=int(status[:3]), headers=headers, body=content)

    def _keep_cookies(self, headers: list[tuple[str, str]]) -> None:
        for name, value in headers:
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                kept = rest.partition(";")[0].strip('"')
                if kept and "Max-Age=0" not in value:
                    self.cookies[key.strip()] = kept
                else:
                    self.cookies.pop(key.strip(), None)


def _encoded(parameters: Mapping[str, str] | str) -> str:
    return parameters if isinstance(parameters, str) else urllib.parse.urlencode(parameters)
