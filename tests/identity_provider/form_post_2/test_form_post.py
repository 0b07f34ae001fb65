"""OAuth 2.0 Form Post Response Mode, section 2."""

from collections.abc import Callable

from tests.factories.identity_provider import CALLBACK, make_client
from tests.identity_provider.conftest import ISSUER, SignIn
from tests.identity_provider.wire import Reply


class TestFormPost:
    def test_posts_the_code_to_the_client(
        self, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in()

        reply = authorize(make_client(), response_mode="form_post", state='"><script>')

        assert (reply.status, reply.header("Location")) == (200, "")
        assert f'action="{CALLBACK}"' in reply.text
        assert 'name="code" value="' in reply.text
        assert f'name="iss" value="{ISSUER}"' in reply.text
        assert 'name="state" value="&quot;&gt;&lt;script&gt;"' in reply.text
        assert reply.header("Cache-Control") == "no-store"

    def test_posts_a_refusal_too(self, sign_in: SignIn, authorize: Callable[..., Reply]) -> None:
        reply = authorize(make_client(), response_mode="form_post", prompt="none", scope="openid")

        assert 'name="error" value="login_required"' in reply.text
        assert f'action="{CALLBACK}"' in reply.text

    def test_runs_our_own_script_only(
        self, sign_in: SignIn, authorize: Callable[..., Reply]
    ) -> None:
        sign_in()

        policy = authorize(make_client(), response_mode="form_post").header(
            "Content-Security-Policy"
        )

        assert "script-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
