"""Installations of the product in processes of their own, and a browser that goes between them."""

import html
import http.cookiejar
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[3]
PORTAL_HOST = "portal.gz.example"
"""Where the province's registration page stands within the city's portal."""
_ONWARD = re.compile(r'<meta http-equiv="refresh" content="0;url=([^"]+)">')
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Instance:
    """An installation in a process of its own; may be killed and started again."""

    def __init__(self, data: pathlib.Path, *, role: str, code: str, host: str) -> None:
        # An address of its own for each: browsers keep cookies by host, not by port.
        self.data, self.role, self.code, self.host = data, role, code, host
        self.port = _free_port(host)
        self._process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}"

    def start(self) -> None:
        environment = os.environ | {
            "SHIMING_DATA_DIR": str(self.data),
            "SHIMING_DATABASE_URL": "",
            "SHIMING_NODE_ROLE": self.role,
            "SHIMING_NODE_CODE": self.code,
            "SHIMING_BASE_URL": self.address,
            "SHIMING_HOSTS": PORTAL_HOST,
            "PYTHONPATH": str(ROOT),
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.trust_sources.nodes.instance", self.host, str(self.port)],
            cwd=ROOT,
            env=environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def wait(self) -> None:
        """Wait until it serves."""
        self._read()

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.communicate()

    def ask(self, work: str, /, **arguments: object) -> object:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": work, **arguments}) + "\n")
        self._process.stdin.flush()
        return self._read()

    def know(self, other: "Instance", *, key: str, portal: str) -> None:
        """Have another instance as a node."""
        self.ask(
            "know",
            code=other.code,
            address=other.address,
            key=key,
            role=other.role,
            portal=portal,
        )

    def look(self) -> dict[str, object]:
        seen = self.ask("look")
        assert isinstance(seen, dict)
        return seen

    def _read(self) -> object:
        assert self._process is not None
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())["answer"]


def _free_port(host: str) -> int:
    with socket.socket() as found:
        found.bind((host, 0))
        return int(found.getsockname()[1])


class Surfer:
    """Somebody with a browser: it keeps cookies, follows redirects and fills forms in."""

    def __init__(self, host: str = "") -> None:
        self.cookies = http.cookiejar.CookieJar()
        self._host = host
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies)
        )
        self.url = ""
        self.page = ""
        self.status = 0

    def open(self, url: str, form: dict[str, str] | None = None) -> None:
        """Open a page, or send its form."""
        body = None if form is None else urllib.parse.urlencode(form).encode()
        headers = {"Accept-Language": "zh-CN"} | ({"Host": self._host} if self._host else {})
        request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310  of our own
        try:
            answer = self._opener.open(request, timeout=20)
        except urllib.error.HTTPError as refusal:
            answer = refusal
        with answer:
            self.url, self.status = answer.url, answer.status
            self.page = answer.read().decode()
        # A page that hands over to another site.
        if onward := _ONWARD.search(self.page):
            self.open(urllib.parse.urljoin(self.url, html.unescape(onward[1])))

    def submit(self, **fields: str) -> None:
        """Fill in the form of the page that is open, and send it to where the page stands."""
        token = _TOKEN.search(self.page)
        assert token is not None, (self.status, self.url)
        self.open(self.url, {"csrfmiddlewaretoken": token[1], **fields})

    def give_cookie(self, node: Instance, value: str) -> None:
        """Be signed in at a node already."""
        cookie = http.cookiejar.Cookie(
            version=0,
            name="shiming_session",
            value=value,
            port=None,
            port_specified=False,
            domain=node.host,
            domain_specified=True,
            domain_initial_dot=False,
            path="/",
            path_specified=True,
            secure=False,
            expires=None,
            discard=False,
            comment=None,
            comment_url=None,
            rest={},
        )
        self.cookies.set_cookie(cookie)

    @property
    def path(self) -> str:
        """Where the page stands that is open."""
        return urllib.parse.urlsplit(self.url).path
