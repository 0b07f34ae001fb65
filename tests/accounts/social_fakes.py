"""Social networks that say what a test tells them to."""

import dataclasses
import urllib.parse

from shiming.accounts.types import Challenge, OutsideOutcome, SocialSubject


@dataclasses.dataclass(kw_only=True)
class FakeNetwork:
    """Knows everybody who comes back as `subject`."""

    code: str = "wechat"
    name: str = "微信"
    is_simulator: bool = True
    subject: str = "subject-1"
    outcome: OutsideOutcome = OutsideOutcome.PROVEN
    asked: list[dict[str, str]] = dataclasses.field(default_factory=list)

    def authorization_url(self, *, challenge: Challenge, redirect_uri: str) -> str:
        query = {
            "state": challenge.state,
            "code_challenge": challenge.code_challenge,
            "back": redirect_uri,
        }
        return f"https://network.example/authorize?{urllib.parse.urlencode(query)}"

    def identify(
        self, *, code: str, redirect_uri: str, code_verifier: str, nonce: str
    ) -> SocialSubject:
        self.asked.append({"code": code, "verifier": code_verifier, "nonce": nonce})
        return SocialSubject(outcome=self.outcome, subject=self.subject)


def query_of(url: str) -> dict[str, str]:
    """Return what an address carries."""
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
