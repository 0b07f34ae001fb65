"""A connected system with a SCIM endpoint of its own, that may be away or answer nonsense."""

import dataclasses
import json
import re
import urllib.parse
from collections.abc import Mapping
from typing import Any

from shiming.kernel.outside import Fetched, FetchFault, FetchReason

ADDRESS = "https://client.example/scim/v2"
TOKEN = "token-of-the-connected-system"


@dataclasses.dataclass
class RemoteScim:
    """Keeps users as RFC 7644 says, and remembers what it was asked."""

    users: dict[str, dict[str, Any]] = dataclasses.field(default_factory=dict)
    calls: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    fault: FetchReason | None = None
    status: int = 0
    body: bytes | None = None
    loses_answers: bool = False

    def exchange(
        self,
        url: str,
        *,
        method: str,
        body: bytes | None = None,
        content_type: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> Fetched:
        assert url.startswith(f"{ADDRESS}/Users")
        assert (headers or {})["Authorization"] == f"Bearer {TOKEN}"
        assert content_type == "application/scim+json"
        parts = urllib.parse.urlsplit(url.removeprefix(ADDRESS))
        self.calls.append((method, parts.path))
        if self.fault is not None:
            raise FetchFault(self.fault)
        if self.status:
            return _answer(self.status, b"{}")
        answer = self._answer(method, parts, json.loads(body) if body else None)
        if self.loses_answers and method != "GET":
            raise FetchFault(FetchReason.TIMEOUT)
        return answer if self.body is None else _answer(answer.status, self.body)

    def _answer(self, method: str, parts: urllib.parse.SplitResult, content: Any) -> Fetched:
        key = urllib.parse.unquote(parts.path.removeprefix("/Users").strip("/"))
        if method == "GET":
            asked = urllib.parse.parse_qs(parts.query)["filter"][0]
            found = re.fullmatch(r'externalId eq "(.+)"', asked)
            assert found is not None
            known = [one for one in self.users.values() if one["externalId"] == found[1]]
            return _answer(200, json.dumps({"Resources": known}).encode())
        if method == "POST":
            if any(one["userName"] == content["userName"] for one in self.users.values()):
                return _answer(409, b"{}")
            key = f"user/{len(self.users) + 1}"
            self.users[key] = {**content, "id": key}
            return _answer(201, json.dumps(self.users[key]).encode())
        if key not in self.users:
            return _answer(404, b"{}")
        self.users[key] = {**content, "id": key}
        return _answer(200, b"{}")


def _answer(status: int, body: bytes) -> Fetched:
    return Fetched(status=status, content_type="application/scim+json", body=body)
