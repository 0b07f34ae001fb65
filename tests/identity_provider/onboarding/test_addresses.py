"""E3: other addresses wait until an officer agrees."""

from shiming.accounts.models import Account
from shiming.identity_provider.models import (
    AddressChange,
    Application,
    Client,
)
from shiming.identity_provider.types import RegistryPermission
from tests.identity_provider.onboarding.conftest import (
    SANDBOX_CALLBACK,
    Somebody,
    Visitor,
)
from tests.identity_provider.wire import Reply


class TestAddresses:
    EVIL = "https://evil.example/callback"

    def ask(self, who: Visitor, application: Application) -> Reply:
        return who.send(
            "/onboarding/apply/",
            f"/onboarding/{application.pk}/sandbox/addresses/",
            redirect_uris=self.EVIL,
        )

    def test_that_cannot_be_read_are_asked_for_again_and_say_why(
        self, integrator: Visitor, approved: Application
    ) -> None:
        reply = integrator.send(
            "/onboarding/apply/", f"/onboarding/{approved.pk}/sandbox/addresses/", redirect_uris=" "
        )

        assert reply.status == 422
        assert "请至少填写一个" in reply.text
        assert "<details open" in reply.text

    def test_stay_as_approved_until_an_officer_agrees(
        self, officer: Visitor, integrator: Visitor, approved: Application
    ) -> None:
        asked = self.ask(integrator, approved)
        before = Client.objects.get().redirect_uris
        change = AddressChange.objects.get()
        path = f"/registry/applications/{approved.pk}/addresses/{change.pk}/"

        agreed = officer.send("/registry/systems/add/", path, decision="approve")
        again = officer.send("/registry/systems/add/", path, decision="approve")

        assert (asked.status, before) == (302, [SANDBOX_CALLBACK])
        assert (agreed.status, again.status) == (302, 409)
        assert Client.objects.get().redirect_uris == [self.EVIL]

    def test_take_the_others_of_the_client_along(
        self, officer: Visitor, integrator: Visitor, approved: Application
    ) -> None:
        """A host that no redirect address vouches for is somebody else's one day."""
        Client.objects.update(
            post_logout_redirect_uris=["https://old.example/bye", "https://evil.example/out"],
            backchannel_logout_uri="https://old.example/told?a=1",
            home_uri="https://old.example/",
        )
        self.ask(integrator, approved)
        path = f"/registry/applications/{approved.pk}/addresses/{AddressChange.objects.get().pk}/"

        officer.send("/registry/systems/add/", path, decision="approve")

        client = Client.objects.get()
        assert client.post_logout_redirect_uris == [
            "https://evil.example/bye",
            "https://evil.example/out",
        ]
        assert client.backchannel_logout_uri == "https://evil.example/told?a=1"
        assert (client.home_uri, client.frontchannel_logout_uri) == ("https://evil.example/", "")

    def test_are_refused_with_a_reason(
        self, officer: Visitor, integrator: Visitor, approved: Application
    ) -> None:
        self.ask(integrator, approved)
        path = f"/registry/applications/{approved.pk}/addresses/{AddressChange.objects.get().pk}/"

        silent = officer.send("/registry/systems/add/", path, decision="refuse")
        said = officer.send("/registry/systems/add/", path, decision="refuse", reason="域名不符")

        assert (silent.status, said.status) == (422, 302)
        assert Client.objects.get().redirect_uris == [SANDBOX_CALLBACK]
        assert "域名不符" in integrator.wire.get(f"/onboarding/{approved.pk}/").text

    def test_wait_one_change_at_a_time(self, integrator: Visitor, approved: Application) -> None:
        self.ask(integrator, approved)

        assert self.ask(integrator, approved).status == 409
        assert AddressChange.objects.count() == 1

    def test_are_not_decided_by_who_asked(
        self, somebody: Somebody, account: Account, integrator: Visitor, approved: Application
    ) -> None:
        self.ask(integrator, approved)
        mine = somebody(account, permissions=tuple(RegistryPermission))
        path = f"/registry/applications/{approved.pk}/addresses/{AddressChange.objects.get().pk}/"

        reply = mine.send("/registry/systems/add/", path, decision="approve")

        assert reply.status == 403
        assert Client.objects.get().redirect_uris == [SANDBOX_CALLBACK]
