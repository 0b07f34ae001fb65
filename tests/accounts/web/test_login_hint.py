"""OpenID Connect Core, 3.1.2.1: whom a connected system expects is filled in, and nothing more."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


class TestLoginHint:
    def test_is_filled_in(self, client: Client) -> None:
        client.cookies["shiming_login_hint"] = "some%22body%40example.com"

        page = client.get("/sign-in/").content.decode()

        assert 'value="some&quot;body@example.com"' in page
