"""
QQ: OAuth 2 of QQ Connect. Who is signed in to QQ on the computer clicks their picture.

It knows no PKCE and no nonce. The access token is used once, to ask who it is, and thrown away.
"""

import urllib.parse

from shiming.accounts.types import Challenge, SocialSubject
from shiming.vendors.signed_client import Patience
from shiming.vendors.social.oauth_client import OAuthClient, subject_of

GRAPH = "https://graph.qq.com"


class QQ:
    """Signs in with the picture of whoever is signed in to QQ, or with a code to scan."""

    code = "qq"
    name = "QQ"

    def __init__(
        self,
        *,
        app_id: str,
        app_key: str,
        simulator_url: str = "",
        patience: Patience | None = None,
    ) -> None:
        self.is_simulator = bool(simulator_url)
        self._base_url = simulator_url or GRAPH
        self._app_id = app_id
        self._app_key = app_key
        self._client = OAuthClient(base_url=self._base_url, patience=patience)

    def authorization_url(self, *, challenge: Challenge, redirect_uri: str) -> str:
        """Return the address of the page with the person's picture."""
        query = urllib.parse.urlencode(
            {
                "response_type": "code",
                "client_id": self._app_id,
                "redirect_uri": redirect_uri,
                "state": challenge.state,
                "scope": "get_user_info",
            }
        )
        return f"{self._base_url}/oauth2.0/authorize?{query}"

    def identify(
        self,
        *,
        code: str,
        redirect_uri: str,
        code_verifier: str,  # noqa: ARG002  QQ does not know PKCE
        nonce: str,  # noqa: ARG002  nor ID tokens
    ) -> SocialSubject:
        """Return whose picture was clicked."""
        token = self._client.get(
            "/oauth2.0/token",
            {
                "grant_type": "authorization_code",
                "client_id": self._app_id,
                "client_secret": self._app_key,
                "code": code,
                "redirect_uri": redirect_uri,
                "fmt": "json",
            },
        )
        if token is None or not isinstance(token.get("access_token"), str):
            return subject_of(token)
        about = self._client.get(
            "/oauth2.0/me",
            {"access_token": str(token["access_token"]), "unionid": "1", "fmt": "json"},
        )
        if about is not None and about.get("client_id") != self._app_id:
            # A token that was issued to another site must not sign in here.
            return subject_of({"error": "other_client"})
        return subject_of(about, "unionid", "openid")
