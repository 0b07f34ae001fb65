"""
WeChat (微信) for web sites: OAuth 2 of the WeChat Open Platform.

It knows no PKCE and no nonce. `unionid` names a person for all sites of one operator, `openid` for
one of them; the first is taken where there is one. The access token is thrown away at once.
"""

import urllib.parse

from shiming.accounts.types import Challenge, SocialSubject
from shiming.vendors.signed_client import Patience
from shiming.vendors.social.oauth_client import OAuthClient, subject_of

AUTHORIZE = "https://open.weixin.qq.com"
API = "https://api.weixin.qq.com"


class WeChat:
    """Signs in with a code that WeChat on the phone scans."""

    code = "wechat"
    name = "微信"

    def __init__(
        self,
        *,
        app_id: str,
        app_secret: str,
        simulator_url: str = "",
        patience: Patience | None = None,
    ) -> None:
        self.is_simulator = bool(simulator_url)
        self._authorize = simulator_url or AUTHORIZE
        self._app_id = app_id
        self._app_secret = app_secret
        self._client = OAuthClient(base_url=simulator_url or API, patience=patience)

    def authorization_url(self, *, challenge: Challenge, redirect_uri: str) -> str:
        """Return the address of the page with WeChat's code."""
        query = urllib.parse.urlencode(
            {
                "appid": self._app_id,
                "redirect_uri": redirect_uri,
                "response_type": "code",
                "scope": "snsapi_login",
                "state": challenge.state,
            }
        )
        return f"{self._authorize}/connect/qrconnect?{query}#wechat_redirect"

    def identify(
        self,
        *,
        code: str,
        redirect_uri: str,  # noqa: ARG002  WeChat does not compare it
        code_verifier: str,  # noqa: ARG002  nor does it know PKCE
        nonce: str,  # noqa: ARG002  nor ID tokens
    ) -> SocialSubject:
        """Return who scanned the code."""
        answer = self._client.get(
            "/sns/oauth2/access_token",
            {
                "appid": self._app_id,
                "secret": self._app_secret,
                "code": code,
                "grant_type": "authorization_code",
            },
        )
        return subject_of(answer, "unionid", "openid")
