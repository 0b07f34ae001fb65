"""RFC 7644, sections 3.3 to 3.6 and 3.14: members of staff over SCIM."""

from typing import Any

import pytest
from django.db import connection

from shiming.accounts.actions.desk.freeze_account import freeze_account
from shiming.accounts.models import Account, ActivationCode
from shiming.accounts.types import AccountId, AccountState
from shiming.audit.models import AuditRecord
from shiming.directory.actions.grant_permission import grant_permission
from shiming.directory.models import Membership, PermissionGrant, StaffMember
from shiming.directory.scim.schemas import ENTERPRISE, USER
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from shiming.messages.models import OutboxMessage
from tests.directory.api.conftest import ADDRESS, Scim, error, read, user
from tests.directory.conftest import NOW
from tests.factories.accounts import start_session

pytestmark = pytest.mark.django_db
WANG: dict[str, Any] = {
    "externalId": "HR-0042",
    "displayName": "示例甲",
    "name": {"familyName": "示", "givenName": "例甲"},
    "title": "科员",
    "emails": [{"value": "Jia@example.org", "type": "work", "primary": True}],
}


class TestCreating:
    def test_opens_an_account_and_answers_with_all_that_is_kept(self, personnel: Scim) -> None:
        response = personnel.ask("POST", "/Users", user("staff.jia", organisation="60-A", **WANG))

        assert response.status_code == 201
        content = read(response)
        account = Account.objects.get(user_name="staff.jia")
        assert account.state == AccountState.PENDING
        assert account.password == ""
        assert response["Location"] == f"{ADDRESS}/Users/{account.pk}"
        assert response["ETag"] == content["meta"]["version"] == 'W/"1"'
        assert content == {
            "schemas": [USER, ENTERPRISE],
            "id": str(account.pk),
            "userName": "staff.jia",
            "active": True,
            **WANG,
            ENTERPRISE: {"organization": "60-A"},
            "meta": {
                "resourceType": "User",
                "created": NOW.isoformat(),
                "lastModified": NOW.isoformat(),
                "location": response["Location"],
                "version": 'W/"1"',
            },
        }
        assert personnel.found(f"/Users/{account.pk}") == content

    def test_sends_the_code_to_the_owner_and_never_to_the_program(self, personnel: Scim) -> None:
        response = personnel.ask("POST", "/Users", user("staff.jia", **WANG))

        message = OutboxMessage.objects.get()
        assert (message.channel, message.template) == ("email", "accounts/staff_opened")
        code = ActivationCode.objects.get()
        assert code.consumed_at is None
        assert b"code" not in response.content.lower()

    def test_leaves_a_trail_without_names(self, personnel: Scim) -> None:
        created = personnel.create("staff.jia", **WANG)

        trail = AuditRecord.objects.get(event="directory.staff.opened")
        assert trail.subject == f"account:{created['id']}"
        assert trail.device == "scim personnel"
        assert "personnel" in trail.details
        assert "示例" not in trail.details

    def test_keeps_what_personnel_says_unreadable_in_the_table(self, personnel: Scim) -> None:
        personnel.create("staff.jia", **WANG)

        with connection.cursor() as cursor:
            cursor.execute("SELECT profile, external_id, email_index FROM directory_staff_member")
            kept = b" ".join(
                bytes(one) if not isinstance(one, str) else one.encode()
                for one in cursor.fetchone()
            )
        for secret in ("HR-0042", "示例", "Jia@example.org"):
            assert secret.encode() not in kept

    def test_gives_no_unproven_contact_to_the_account(self, personnel: Scim) -> None:
        personnel.create("staff.jia", **WANG)

        account = Account.objects.get(user_name="staff.jia")
        assert (account.email, account.mobile) == (None, None)

    @pytest.mark.parametrize("user_name", ["staff.jia", "STAFF.Jia", "ｓｔａｆｆ.jia"])
    def test_refuses_a_login_name_twice(self, personnel: Scim, user_name: str) -> None:
        personnel.create("staff.jia")

        response = personnel.ask("POST", "/Users", user(user_name))

        assert error(response) == (409, "uniqueness")
        assert StaffMember.objects.count() == 1

    def test_refuses_an_external_identifier_twice(self, personnel: Scim) -> None:
        personnel.create("staff.jia", externalId="HR-1")

        response = personnel.ask("POST", "/Users", user("staff.yi", externalId="HR-1"))

        assert error(response) == (409, "uniqueness")
        # Nothing of the second one stays, not even the account.
        assert not Account.objects.filter(user_name="staff.yi").exists()

    def test_keeps_the_identifiers_of_two_programs_apart(self, personnel: Scim, city: Scim) -> None:
        personnel.create("staff.jia", externalId="HR-1", organisation="60-A")

        created = city.create("staff.yi", externalId="HR-1")

        assert created["externalId"] == "HR-1"
        first = city.found(f"/Users/{Account.objects.get(user_name='staff.jia').pk}")
        assert "externalId" not in first
        assert city.names('externalId eq "HR-1"') == ["staff.yi"]

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            ({"schemas": [USER]}, (400, "invalidValue")),
            ({"userName": "staff.jia"}, (400, "invalidValue")),
            (user("13800138000"), (400, "invalidValue")),
            (user("аdmin.jia"), (400, "invalidValue")),
            (user("staff.jia", organisation="no-such"), (400, "invalidValue")),
            (user("staff.jia", active="maybe"), (400, "invalidValue")),
            (user("staff.jia", title="x" * 257), (400, "invalidValue")),
            (user("staff.jia", title="a\x00b"), (400, "invalidValue")),
            (user("staff.jia", title=7), (400, "invalidValue")),
            (user("staff.jia", name="x"), (400, "invalidValue")),
            (user("staff.jia", USERNAME="staff.yi"), (400, None)),
            ("{", (400, "invalidSyntax")),
            ("[]", (400, "invalidSyntax")),
            ('{"userName": "a", "userName": "b"}', (400, "invalidSyntax")),
            ("[" * 100_000, (400, "invalidSyntax")),
        ],
    )
    def test_refuses_what_is_not_right(
        self, personnel: Scim, content: object, expected: tuple[int, str | None]
    ) -> None:
        assert error(personnel.ask("POST", "/Users", content)) == expected
        assert not Account.objects.exists()
        assert not OutboxMessage.objects.exists()

    @pytest.mark.parametrize(
        "more",
        [
            {"password": "Tulpen-und-7-Narzissen"},
            {"PassWord": "Tulpen-und-7-Narzissen"},
            {f"{USER}:password": "Tulpen-und-7-Narzissen"},
            {USER: {"password": "Tulpen-und-7-Narzissen"}},
            {"roles": [{"value": "directory:permission:grant"}]},
            {"entitlements": [{"value": "directory:permission:grant"}]},
            {"permissions": ["directory:permission:grant"]},
        ],
    )
    def test_refuses_passwords_and_permissions_out_loud(
        self, personnel: Scim, more: dict[str, Any]
    ) -> None:
        response = personnel.ask("POST", "/Users", user("staff.jia", **more))

        assert error(response) == (403, None)
        assert b"Tulpen" not in response.content
        assert not Account.objects.exists()

    def test_passes_over_what_is_ours_or_not_kept(self, personnel: Scim) -> None:
        created = personnel.create(
            "staff.jia",
            id="00000000-0000-0000-0000-000000000000",
            meta={"version": "7"},
            groups=[{"value": "x"}],
            kind="natural_person",
            state="active",
            person_id="00000000-0000-0000-0000-000000000000",
            nickName="甲",
        )

        account = Account.objects.get(user_name="staff.jia")
        assert created["id"] == str(account.pk) != "00000000-0000-0000-0000-000000000000"
        assert (account.state, account.kind, account.person_id) == ("pending", "staff", None)
        assert created.keys() == {"schemas", "id", "userName", "active", "meta"}

    def test_refuses_other_media_and_long_bodies(self, personnel: Scim) -> None:
        form = personnel.browser.post(
            "/scim/v2/Users", {"userName": "x"}, headers={"Authorization": "Bearer personnel"}
        )

        assert error(form) == (415, None)
        assert error(personnel.ask("POST", "/Users", "x" * (2**20 + 1))) == (413, None)


class TestReplacing:
    def test_clears_what_is_left_out(self, personnel: Scim) -> None:
        created = personnel.create("staff.jia", **WANG)

        response = personnel.ask("PUT", f"/Users/{created['id']}", user("staff.jia", title="科长"))

        content = read(response)
        assert content["title"] == "科长"
        assert content.keys() == {"schemas", "id", "userName", "active", "title", "meta"}
        assert response["ETag"] == 'W/"2"'
        assert personnel.names('externalId eq "HR-0042"') == []

    def test_never_gives_another_login_name(self, personnel: Scim) -> None:
        created = personnel.create("staff.jia")

        response = personnel.ask("PUT", f"/Users/{created['id']}", user("staff.yi"))

        assert error(response) == (400, "mutability")
        assert Account.objects.get().user_name == "staff.jia"

    def test_of_what_is_the_same_is_no_new_version(self, personnel: Scim) -> None:
        created = personnel.create("staff.jia", **WANG)

        response = personnel.ask("PUT", f"/Users/{created['id']}", created)

        assert response["ETag"] == 'W/"1"'
        assert not AuditRecord.objects.filter(event="directory.staff.changed").exists()

    def test_resumes_nobody_by_leaving_active_out(self, personnel: Scim) -> None:
        created = personnel.create("staff.jia", active=False)

        response = personnel.ask("PUT", f"/Users/{created['id']}", user("staff.jia", title="x"))

        assert read(response)["active"] is False
        assert Account.objects.get().state == AccountState.FROZEN


class TestSuspending:
    def test_ends_sessions_and_codes_until_resumed(self, personnel: Scim) -> None:
        created = personnel.create("staff.jia")
        account = Account.objects.get()
        Account.objects.update(state=AccountState.ACTIVE, password_changed_at=NOW)
        start_session(account, now=clock.now())

        personnel.patch(
            f"/Users/{created['id']}", {"op": "replace", "path": "active", "value": False}
        )

        account.refresh_from_db()
        assert account.state == AccountState.FROZEN
        assert AuditRecord.objects.filter(event="accounts.session.ended").count() == 1
        assert not ActivationCode.objects.filter(consumed_at__isnull=True).exists()

        personnel.patch(
            f"/Users/{created['id']}", {"op": "Replace", "path": "active", "value": "True"}
        )

        account.refresh_from_db()
        assert account.state == AccountState.ACTIVE

    def test_sends_a_code_to_who_never_came_only_once_they_may(self, personnel: Scim) -> None:
        created = personnel.create("staff.jia", active=False, **WANG)
        assert not OutboxMessage.objects.exists()

        personnel.patch(f"/Users/{created['id']}", {"op": "replace", "value": {"active": True}})

        assert Account.objects.get().state == AccountState.PENDING
        assert OutboxMessage.objects.count() == 1
        assert ActivationCode.objects.filter(consumed_at__isnull=True).count() == 1

    def test_sends_no_code_for_what_an_officer_gave(self, personnel: Scim) -> None:
        """Or who has the program's token names a mailbox, and enters with the permissions."""
        created = personnel.create("staff.jia", **WANG)
        path = f"/Users/{created['id']}"
        grant_permission(
            account_id=AccountId(Account.objects.get().pk),
            permission="proofing:case:review",
            granter=system_actor(device="tests"),
            now=clock.now(),
        )
        personnel.patch(path, {"op": "replace", "path": "active", "value": False})
        OutboxMessage.objects.all().delete()

        mails = [{"value": "other@example.org", "type": "work"}]
        response = personnel.patch(
            path, {"op": "replace", "value": {"active": True, "emails": mails}}
        )

        assert response.status_code == 200
        assert not OutboxMessage.objects.exists()
        assert not ActivationCode.objects.filter(consumed_at__isnull=True).exists()

    def test_becomes_the_officers_when_they_freeze_too(self, personnel: Scim) -> None:
        created = personnel.create("staff.jia", active=False)
        freeze_account(
            account_id=AccountId(Account.objects.get().pk),
            reason="疑似被盗用",
            officer=system_actor(device="tests"),
            now=NOW,
        )

        response = personnel.patch(
            f"/Users/{created['id']}", {"op": "replace", "value": {"active": True}}
        )

        assert error(response) == (403, None)
        assert Account.objects.get().state == AccountState.FROZEN

    def test_cannot_lift_what_an_officer_froze(self, personnel: Scim) -> None:
        created = personnel.create("staff.jia")
        Account.objects.update(state=AccountState.FROZEN)

        response = personnel.patch(
            f"/Users/{created['id']}", {"op": "replace", "path": "active", "value": True}
        )

        assert error(response) == (403, None)
        assert Account.objects.get().state == AccountState.FROZEN
        assert personnel.found(f"/Users/{created['id']}")["active"] is False

    def test_is_another_state_for_who_has_cached_it(self, personnel: Scim) -> None:
        created = personnel.create("staff.jia")
        version = created["meta"]["version"]
        assert (
            personnel.get(f"/Users/{created['id']}", **{"If-None-Match": version}).status_code
            == 304
        )

        Account.objects.update(state=AccountState.FROZEN)

        again = personnel.get(f"/Users/{created['id']}", **{"If-None-Match": version})
        assert again.status_code == 200


class TestDeleting:
    def test_closes_the_account_and_keeps_its_row(self, personnel: Scim) -> None:
        created = personnel.create("staff.jia", **WANG)
        personnel.group("窗口值班", created["id"])
        account = Account.objects.get()
        grant_permission(
            account_id=AccountId(account.pk),
            permission="proofing:case:review",
            granter=system_actor(device="tests"),
            now=NOW,
        )

        response = personnel.ask("DELETE", f"/Users/{created['id']}")

        assert (response.status_code, response.content) == (204, b"")
        account.refresh_from_db()
        assert (account.state, account.closed_at) == (AccountState.CLOSED, NOW)
        assert not Membership.objects.exists()
        assert not PermissionGrant.objects.filter(revoked_at__isnull=True).exists()
        assert AuditRecord.objects.filter(event="directory.staff.closed").count() == 1
        assert error(personnel.get(f"/Users/{created['id']}")) == (404, None)
        assert error(personnel.ask("DELETE", f"/Users/{created['id']}")) == (404, None)
        assert personnel.names('userName eq "staff.jia"') == []

    def test_makes_the_names_free_again(self, personnel: Scim) -> None:
        created = personnel.create("staff.jia", externalId="HR-1")
        personnel.ask("DELETE", f"/Users/{created['id']}")

        again = personnel.create("staff.jia", externalId="HR-1")

        assert again["id"] != created["id"]


class TestVersions:
    @pytest.mark.parametrize(
        ("method", "content"),
        [("PUT", user("staff.jia", title="x")), ("DELETE", None)],
    )
    def test_keep_a_lost_update_from_happening(
        self, personnel: Scim, method: str, content: object
    ) -> None:
        created = personnel.create("staff.jia")
        path = f"/Users/{created['id']}"
        personnel.patch(path, {"op": "add", "path": "title", "value": "科长"})

        response = personnel.ask(method, path, content, **{"If-Match": created["meta"]["version"]})

        assert error(response) == (412, None)
        assert personnel.found(path)["title"] == "科长"

    @pytest.mark.parametrize("stated", ['W/"1"', '"1"', 'W/"0", W/"1"', "*"])
    def test_let_who_has_seen_the_newest_change_it(self, personnel: Scim, stated: str) -> None:
        path = f"/Users/{personnel.create('staff.jia')['id']}"

        response = personnel.patch(
            path, {"op": "add", "path": "title", "value": "x"}, **{"If-Match": stated}
        )

        assert response.status_code == 200
        assert response["ETag"] == 'W/"2"'
