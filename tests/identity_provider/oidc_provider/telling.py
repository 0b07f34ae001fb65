"""Says in a line what an answer comes to, so that two answers can be held against each other."""

import html
import re
import urllib.parse

import requests

from tests.factories.identity_provider import AFTER_SIGN_OUT, CALLBACK

CLIENT = urllib.parse.urlsplit(CALLBACK).netloc
_CODE_ON_PAGE = re.compile(r"(?:<code>|<strong>error</strong>: )([a-z_]+)")
_CHALLENGE = re.compile(r'error="([a-z_]+)"')


def tell(response: requests.Response) -> str:
    """Return status, code or members, and the headers that an RFC rules."""
    location = response.headers.get("Location", "")
    if urllib.parse.urlsplit(location).netloc.lower() == CLIENT:
        return _of_the_client(location)
    if response.is_redirect:
        return "asks the person"
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    if kind == "text/html":
        return _of_the_page(response)
    told = [str(response.status_code)]
    if kind == "application/json" and response.content:
        told.append(_of_json(response))
        if "no-store" not in response.headers.get("Cache-Control", ""):
            told.append("(may be kept)")
    elif response.content:
        told.append(kind or "without a type")
    return " ".join([*told, *_challenges(response)])


def _of_the_client(location: str) -> str:
    parts = urllib.parse.urlsplit(location)
    where = "client after sign-out" if location.startswith(AFTER_SIGN_OUT) else "client"
    found = dict(urllib.parse.parse_qsl(parts.query or parts.fragment))
    names = sorted(name for name in found if name not in {"error", "error_description", "scope"})
    error = [f"error={found['error']}"] if "error" in found else []
    return f"{where}{'#' if parts.fragment else ':'} {' '.join([*error, *names])}"


def _of_the_page(response: requests.Response) -> str:
    text = html.unescape(response.text)
    if not response.ok:
        code = _CODE_ON_PAGE.search(text)
        return f"page {response.status_code} {code.group(1) if code else ''}".strip()
    if 'name="code"' in text and CALLBACK in text:
        return "form for the client: code"
    if 'name="error"' in text and CALLBACK in text:
        return "form for the client: error"
    return "asks the person"


def _of_json(response: requests.Response) -> str:
    content = response.json()
    if isinstance(content, dict) and "error" in content:
        return str(content["error"])
    if isinstance(content, dict) and "active" in content:
        return "active" if content["active"] else "inactive"
    return " ".join(sorted(content))


def _challenges(response: requests.Response) -> list[str]:
    challenge = response.headers.get("WWW-Authenticate", "")
    if not challenge:
        return []
    scheme, error = challenge.partition(" ")[0], _CHALLENGE.search(challenge)
    return [f"+ {scheme}{f' {error.group(1)}' if error else ''}"]
