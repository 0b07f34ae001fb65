"""S33-25: what becomes of staff reaches unified clients, and never those in mapping mode."""

import pytest

from shiming.audit.models import AuditRecord
from shiming.identity_provider import ports
from shiming.identity_provider.actions.provisioning.end_provisioning import end_provisioning
from shiming.identity_provider.models import ProvisionedUser, Provisioning
from shiming.identity_provider.operations.provisioning import DELIVER
from shiming.identity_provider.protocol.digests import pairwise_subject
from shiming.jobs.models import Job
from shiming.kernel import clock
from tests.factories.identity_provider import make_client
from tests.identity_provider.provisioning.conftest import Unify
from tests.identity_provider.provisioning.remote import RemoteScim
from tests.identity_provider.provisioning.staff_kit import (
    SYSTEM,
    change,
    close,
    open_staff,
    run_jobs,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


@pytest.mark.requirement("S33-25")
class TestAUnifiedClient:
    def test_hears_of_opening_transfer_and_closing(self, unify: Unify, remote: RemoteScim) -> None:
        client = make_client(sector="client.example")
        unify(client.client_id)

        account_id = open_staff()
        run_jobs()

        user = remote.users["user/1"]
        assert user["userName"] == "staff.jia"
        assert user["active"] is True
        enterprise = user["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]
        assert (enterprise["organization"], enterprise["department"]) == ("60-A", "机构60-A")
        # The name under which the client will see them sign on.
        assert user["externalId"] == pairwise_subject(
            salt=ports.provider_settings().pairwise_salt,
            sector="client.example",
            account_id=account_id,
        )

        change(account_id, organisation="60-B")
        run_jobs()

        moved = remote.users["user/1"]
        extension = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
        assert moved[extension]["organization"] == "60-B"

        close(account_id)
        run_jobs()

        assert remote.users["user/1"]["active"] is False
        assert [one for one in remote.calls if one[0] != "GET"] == [
            ("POST", "/Users"),
            ("PUT", "/Users/user%2F1"),
            ("PUT", "/Users/user%2F1"),
        ]
        trail = AuditRecord.objects.filter(event="identity_provider.provisioning.delivered")
        assert trail.count() == 3
        assert "示例" not in "".join(trail.values_list("details", flat=True))

    def test_is_one_that_an_officer_made_so_and_others_hear_nothing(
        self, unify: Unify, remote: RemoteScim
    ) -> None:
        make_client(client_id="mapping-mode")

        account_id = open_staff()
        change(account_id, organisation="60-B")
        close(account_id)

        assert run_jobs() == []
        assert remote.calls == []
        assert not ProvisionedUser.objects.exists()
        assert not Job.objects.filter(kind=DELIVER).exists()

    def test_gets_those_who_were_there_before(self, unify: Unify, remote: RemoteScim) -> None:
        open_staff()
        unify()

        run_jobs()

        assert [one["userName"] for one in remote.users.values()] == ["staff.jia"]

    def test_gets_its_part_of_the_tree_and_loses_who_leaves_it(
        self, unify: Unify, remote: RemoteScim
    ) -> None:
        open_staff("staff.yi", "60-B")
        unify(organisation="60-A")
        open_staff("staff.bing", "60-B")
        account_id = open_staff()
        run_jobs()
        assert [one["userName"] for one in remote.users.values()] == ["staff.jia"]

        change(account_id, organisation="60-B")
        run_jobs()

        assert remote.users["user/1"]["active"] is False

    def test_hears_nothing_after_it_was_ended(self, unify: Unify, remote: RemoteScim) -> None:
        provisioning_id = unify()
        open_staff()
        end_provisioning(provisioning_id=provisioning_id, officer=SYSTEM, now=clock.now())

        run_jobs()

        assert remote.calls == []
        assert Provisioning.objects.get().token == ""
