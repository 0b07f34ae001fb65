"""Passwords are reset from above, and from nowhere else (S12-3)."""

import re

import pytest
from django.test import Client

from shiming.accounts import ports
from shiming.accounts.models import Account, ActivationCode, Session
from shiming.accounts.types import AccountId, AccountKind, AccountPermission
from shiming.audit import queries as audit
from shiming.directory import queries
from shiming.directory.actions.organisations.add_organisation import add_organisation
from shiming.directory.types import DirectoryPermission
from shiming.kernel import clock
from shiming.messages.models import OutboxMessage
from tests.directory.web.staff.desk import LIST, SYSTEM, grant, held_by, place
from tests.directory.web.test_calendar_pages import client_of
from tests.factories.accounts import PASSWORD, make_account, start_session

pytestmark = pytest.mark.django_db
_CODE = re.compile(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}")
_MOBILE, _EMAIL = "15401000001", "jia@example.com"


def staff(name: str, code: str, *permissions: str, has_contacts: bool = True) -> Account:
    account = make_account(
        user_name=name,
        kind=AccountKind.STAFF,
        password=PASSWORD,
        mobile=_MOBILE if has_contacts else None,
        now=clock.now(),
    )
    if has_contacts:
        Account.objects.filter(pk=account.pk).update(email=_EMAIL)
    place(account, code)
    grant(account, *permissions)
    return account


def administrator(name: str, code: str) -> Account:
    return staff(
        name,
        code,
        AccountPermission.RESET_STAFF,
        DirectoryPermission.MANAGE_STAFF,
        has_contacts=False,
    )


def reset(client: Client, account: Account) -> int:
    return client.post(f"/me/people/{account.pk}/reset/").status_code


def is_untouched(account: Account) -> bool:
    account.refresh_from_db()
    return bool(account.password) and not ActivationCode.objects.exists()


@pytest.fixture(autouse=True)
def _deeper() -> None:
    for code, parent in (("60-A-1", "60-A"), ("60-AB", "60"), ("61", "")):
        add_organisation(
            code=code, name=f"机构{code}", parent_code=parent, officer=SYSTEM, now=clock.now()
        )


@pytest.mark.requirement("S12-3")
class TestFromAbove:
    @pytest.mark.parametrize("place_of_owner", ["60-A", "60-A-1"])
    def test_the_bureau_resets_its_schools_and_those_below_them(self, place_of_owner: str) -> None:
        # The school's own administrator has forgotten the password.
        school = staff("school", place_of_owner, AccountPermission.RESET_STAFF)
        start_session(school, now=clock.now())
        bureau = client_of(administrator("bureau", "60"))

        page = bureau.post(f"/me/people/{school.pk}/reset/").content.decode()

        school.refresh_from_db()
        assert school.password == ""
        assert not Session.objects.filter(account=school, ended_at__isnull=True).exists()
        code = ActivationCode.objects.get(account=school, consumed_at__isnull=True)
        assert code.purpose == "reset_by_superior"
        # The code went to the owner alone, and every contact of theirs heard of the reset.
        assert "acc-code" not in page
        sent = list(OutboxMessage.objects.order_by("pk"))
        assert sum(bool(_CODE.search(str(one.content))) for one in sent) == 1
        told = {one.channel for one in sent if one.template == "accounts/password_reset"}
        assert told == {"sms", "email"}

    def test_an_administrator_resets_the_members_of_the_own_body(self) -> None:
        member = staff("member", "60-A")

        assert reset(client_of(administrator("admin", "60-A")), member) == 200
        member.refresh_from_db()
        assert member.password == ""

    def test_above_a_root_stands_who_belongs_to_no_body(self) -> None:
        root = staff("root", "60", AccountPermission.RESET_STAFF)

        assert reset(client_of(administrator("platform", "")), root) == 200


@pytest.mark.requirement("S12-3")
class TestFromElsewhere:
    @pytest.mark.parametrize(
        ("mine", "theirs"),
        [
            ("60-B", "60-A"),
            ("60-A", "60-AB"),
            ("60-A", "60"),
            ("60-A-1", "60-A"),
            ("61", "60-A"),
            ("60-A", ""),
            # The vendor's people, who belong to no body of the tree, reset nobody inside it.
            ("", "60-A"),
            ("", "60-A-1"),
        ],
        ids=lambda code: code or "nowhere",
    )
    def test_nobody_resets_sideways_upwards_or_from_outside(self, mine: str, theirs: str) -> None:
        owner = staff("owner", theirs)
        client = client_of(administrator("officer", mine))

        assert reset(client, owner) == 403
        assert is_untouched(owner)
        assert f"{owner.pk}/reset/" not in client.get(f"{LIST}{owner.pk}/").content.decode()
        assert not OutboxMessage.objects.exists()

    def test_two_administrators_of_one_body_do_not_reset_each_other(self) -> None:
        owner = administrator("owner", "60-A")

        assert reset(client_of(administrator("officer", "60-A")), owner) == 403
        assert is_untouched(owner)

    def test_nobody_resets_without_the_permission(self) -> None:
        owner = staff("owner", "60-A")
        above = staff("above", "60", DirectoryPermission.MANAGE_STAFF, has_contacts=False)

        assert reset(client_of(above), owner) == 403
        assert is_untouched(owner)

    def test_nobody_resets_themselves(self) -> None:
        own = administrator("officer", "60")

        assert reset(client_of(own), own) == 403
        assert is_untouched(own)


class TestWithoutContact:
    """Whoever reads a code can enter with it (finding of the first security reading)."""

    def test_an_account_that_may_do_something_is_given_away_by_nobody(self) -> None:
        owner = staff("owner", "60-A", "proofing:case:review", has_contacts=False)

        answer = client_of(administrator("bureau", "60")).post(f"/me/people/{owner.pk}/reset/")

        page = answer.content.decode()
        assert answer.status_code == 409
        assert "请另一位管理员先收回其全部权限" in page
        assert "acc-code" not in page
        assert is_untouched(owner)

    def test_neither_is_one_that_waits_for_its_owner(self) -> None:
        owner = staff("owner", "60-A", "proofing:case:review", has_contacts=False)
        Account.objects.filter(pk=owner.pk).update(state="pending", password="")

        assert reset(client_of(administrator("bureau", "60")), owner) == 409
        assert not ActivationCode.objects.exists()

    def test_a_proven_mailbox_is_a_contact(self) -> None:
        owner = staff("owner", "60-A", "proofing:case:review", has_contacts=False)
        Account.objects.filter(pk=owner.pk).update(email=_EMAIL)

        page = client_of(administrator("bureau", "60")).post(f"/me/people/{owner.pk}/reset/")

        assert "acc-code" not in page.content.decode()
        [letter] = [one for one in OutboxMessage.objects.all() if _CODE.search(str(one.content))]
        assert letter.channel == "email"

    def test_who_was_shown_a_code_gives_that_account_nothing(self) -> None:
        owner = staff("owner", "60-A", has_contacts=False)
        bureau = administrator("bureau", "60")
        grant(bureau, DirectoryPermission.GRANT)
        client = client_of(bureau)
        page = client.post(f"/me/people/{owner.pk}/reset/").content.decode()
        assert "acc-code" in page

        given = client.post(
            f"{LIST}{owner.pk}/permissions/grant/", {"permission": "proofing:case:review"}
        )

        assert given.status_code == 403
        assert held_by(AccountId(owner.pk)) == frozenset()
        events = [one.event for one in audit.list_records_unscoped(subject=f"account:{owner.pk}")]
        assert "accounts.activation.handed_over" in events


class TestRecords:
    def test_are_what_the_directory_says(self) -> None:
        with ports.personnel_records.replaced(queries.StaffRecords()):
            nobody = make_account(user_name="nobody", kind=AccountKind.STAFF)

            record = ports.personnel_records().record_of(nobody.pk)

        assert (record.number, record.mobile) == (None, None)
