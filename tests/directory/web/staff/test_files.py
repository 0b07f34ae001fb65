"""Opening many members of staff from a file (S02-5)."""

import csv
import io
import uuid

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase
from django.test import Client

from shiming.accounts.models import Account, ActivationCode
from shiming.accounts.types import AccountId, AccountState
from shiming.directory import errors, operations, queries
from shiming.directory.actions.staff import import_staff as importing
from shiming.directory.actions.staff.import_staff import import_staff
from shiming.directory.actions.staff.open_staff_member import open_staff_member
from shiming.directory.models import StaffImport, StaffMember
from shiming.directory.staff_file import HEADINGS, staff_template
from shiming.directory.types import (
    DirectoryPermission,
    Keeper,
    StaffDraft,
    StaffImportId,
    StaffProfile,
)
from shiming.jobs.models import Job
from shiming.kernel import clock
from shiming.kernel.identifiers.resident_number import ResidentNumber
from shiming.kernel.spreadsheets import read_table
from shiming.messages.models import OutboxMessage
from tests.cast import AGENT, AUDITOR, OPERATOR, REVIEWER, Member
from tests.directory.web.staff.desk import LIST, SYSTEM, grant, held_by
from tests.directory.web.test_calendar_pages import client_of
from tests.factories.accounts import make_account

pytestmark = pytest.mark.django_db

FILES = f"{LIST}files/"
_HEAD = tuple(HEADINGS.values())


def line_of(member: Member, login: str, **other: str) -> tuple[str, ...]:
    cells = {
        "name": member.name,
        "user_name": login,
        "organisation": "60-A",
        "number": member.number,
        "mobile": member.mobile,
        "email": "",
    }
    return tuple((cells | other).values())


JIA, YI = line_of(REVIEWER, "staff.jia"), line_of(AGENT, "staff.yi")


def file_of(*lines: tuple[str, ...], head: tuple[str, ...] = _HEAD) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([head, *lines])
    return out.getvalue().encode()


def workbook_of(*lines: tuple[str, ...]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate([_HEAD, *lines]):
            sheet.write_row(number, 0, line)
    return out.getvalue()


def upload(client: Client, content: bytes) -> HttpResponseBase:
    return client.post(FILES, {"file": SimpleUploadedFile("staff", content)})


def preview(client: Client, content: bytes) -> str:
    answer = upload(client, content)
    assert answer.status_code == 303
    return client.get(answer["Location"]).content.decode()


def run() -> None:
    """Do what the worker does with what was begun."""
    for job in Job.objects.filter(kind="directory.import_staff"):
        import_staff(
            import_id=StaffImportId(uuid.UUID(job.subject)),
            now=clock.now(),
            progress=lambda _done, _total: None,
            is_cancelled=lambda: False,
        )


def imported(client: Client, content: bytes, *, mode: str) -> str:
    """Import a file and return the page of its result."""
    url = upload(client, content)["Location"]
    assert client.post(f"{url}start/", {"mode": mode}).status_code == 303
    assert "正在开通账户" in client.get(url).content.decode()
    run()
    return client.get(url).content.decode()


@pytest.fixture
def known() -> AccountId:
    draft = StaffDraft(
        user_name="staff.known",
        profile=StaffProfile(display_name="示例丁", phone=OPERATOR.mobile),
        number=ResidentNumber.parse(OPERATOR.number),
    )
    return open_staff_member(draft=draft, keeper=Keeper(), actor=SYSTEM, now=clock.now()).account_id


@pytest.mark.requirement("S02-5")
class TestPreview:
    def test_opens_nobody(self, officer: Client) -> None:
        page = preview(officer, file_of(JIA, YI))

        assert "共2行，没有发现问题" in page
        assert REVIEWER.number not in page
        assert not StaffMember.objects.exists()

    @pytest.mark.parametrize(
        ("wrong", "what"),
        [
            ({"number": OPERATOR.number}, "身份证号码已存在"),
            ({"mobile": OPERATOR.mobile}, "手机号码已存在"),
            ({"user_name": "Staff.Known"}, "登录名"),
            ({"number": REVIEWER.number}, "第 2 行已有相同内容"),
            ({"mobile": f"0086{REVIEWER.mobile}"}, "第 2 行已有相同内容"),
            ({"user_name": "STAFF.JIA"}, "第 2 行已有相同内容"),
            ({"number": AGENT.number[:-1] + "7"}, "身份证"),
            ({"mobile": "123"}, "手机"),
            ({"email": "nobody"}, "邮箱"),
            ({"mobile": ""}, "没有填写手机号码或电子邮箱"),
            ({"name": ""}, "没有填写"),
            ({"name": "甲" * 61}, "姓名不符合要求"),
            ({"organisation": "99"}, "没有这个机构"),
        ],
        ids=lambda one: "-".join(one) if isinstance(one, dict) else "",
    )
    @pytest.mark.usefixtures("known")
    def test_says_in_the_row_what_is_wrong(
        self, officer: Client, wrong: dict[str, str], what: str
    ) -> None:
        page = preview(officer, file_of(JIA, line_of(AGENT, "staff.yi", **wrong)))

        assert "共2行，其中1行有问题" in page
        [row] = [one for one in page.split("<tr>") if "ui-field__error" in one]
        assert '">3</td>' in row
        assert what in row

    def test_is_there_as_a_file(self, officer: Client) -> None:
        wrong = line_of(AGENT, "=1+1", number=REVIEWER.number)
        url = upload(officer, file_of(JIA, wrong))["Location"]

        report = officer.get(f"{url}report/")

        table = read_table(report.content, most_bytes=10**5, most_rows=10)
        assert ["3", "身份证号码", "与文件中前面的行重复"] in [row[:3] for row in table]
        assert report["Content-Disposition"].startswith("attachment")
        assert REVIEWER.number not in report.content.decode()

    @pytest.mark.parametrize(
        ("content", "what"),
        [
            (file_of(JIA, head=_HEAD[:-1]), "第一行与模板不一致"),
            (file_of(JIA, head=(*_HEAD[:-1], "姓名")), "第一行与模板不一致"),
            (file_of(), "文件中没有人员"),
            (b"\x00\x01", "无法读取这个文件"),
            (file_of(*[JIA] * 2001), "文件过大"),
        ],
        ids=["head", "twice", "nobody", "no table", "long"],
    )
    def test_takes_no_other_file(self, officer: Client, content: bytes, what: str) -> None:
        answer = upload(officer, content)

        assert answer.status_code == 422
        assert what in getattr(answer, "content", b"").decode()
        assert not StaffImport.objects.exists()

    def test_begins_with_a_template_whose_cells_are_text(self, officer: Client) -> None:
        template = officer.get(f"{FILES}template/")

        table = read_table(template.content, most_bytes=10**6, most_rows=10)
        assert tuple(table[0]) == _HEAD
        assert template.content[:2] == staff_template()[:2] == b"PK"


@pytest.mark.requirement("S02-5")
class TestImport:
    @pytest.mark.parametrize("make", [file_of, workbook_of], ids=["csv", "xlsx"])
    def test_opens_everybody_and_sends_each_the_own_code(self, officer: Client, make) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001  one of two functions of this module
        page = imported(officer, make(JIA, YI), mode="all")

        assert "已开通2个账户" in page
        members = list(StaffMember.objects.select_related("account"))
        assert {one.account.state for one in members} == {AccountState.PENDING}
        # No password is there, or ever was: each chooses one with the code.
        assert {one.account.password for one in members} == {""}
        assert ActivationCode.objects.count() == OutboxMessage.objects.count() == 2
        assert {held_by(one.pk) for one in members} == {frozenset()}
        facts = queries.get_staff(AccountId(members[0].pk), reach=Keeper().reach)
        assert (facts.organisation_code, facts.number) == ("60-A", REVIEWER.number)

    def test_opens_nobody_if_one_row_is_wrong(self, officer: Client, known: AccountId) -> None:
        wrong = line_of(AGENT, "staff.yi", mobile=OPERATOR.mobile)

        page = imported(officer, file_of(JIA, wrong), mode="all")

        assert "没有开通任何账户" in page
        assert "手机号码已存在" in page
        assert StaffMember.objects.get().pk == known
        assert not Account.objects.filter(user_name__in=["staff.jia", "staff.yi"]).exists()

    def test_opens_those_without_fault_if_the_officer_says_so(
        self, officer: Client, known: AccountId, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(importing, "_AT_ONCE", 1)
        wrong = line_of(AGENT, "staff.yi", number=OPERATOR.number)
        last = line_of(AUDITOR, "staff.bing")

        page = imported(officer, file_of(JIA, wrong, last), mode="faultless")

        assert "已开通2个账户，未导入1行" in page
        assert "身份证号码已存在" in page
        names = set(Account.objects.filter(user_name__startswith="staff").values_list("user_name"))
        assert names == {("staff.jia",), ("staff.bing",), ("staff.known",)}

    def test_gives_its_result_as_a_file_that_starts_no_formula(self, officer: Client) -> None:
        wrong = line_of(AGENT, '=HYPERLINK("x")')
        url = upload(officer, file_of(JIA, wrong))["Location"]
        officer.post(f"{url}start/", {"mode": "faultless"})
        run()

        report = officer.get(f"{url}report/").content.decode("utf-8-sig")

        rows = list(csv.reader(io.StringIO(report)))
        assert [row[1][0] for row in rows[1:]] == ["'", "s"]
        assert AGENT.number not in report

    def test_stops_at_who_was_faster(
        self, officer: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # The check finds nothing; when the row is written somebody else is there already.
        url = upload(officer, file_of(YI, JIA))["Location"]
        officer.post(f"{url}start/", {"mode": "all"})
        check = queries.check_staff_rows

        def too_early(*args: object, **kwargs: object) -> object:
            checked = check(*args, **kwargs)  # type: ignore[arg-type]  # handed on
            open_staff_member(
                draft=StaffDraft(
                    user_name="staff.ding", profile=StaffProfile(phone=REVIEWER.mobile)
                ),
                keeper=Keeper(),
                actor=SYSTEM,
                now=clock.now(),
            )
            return checked

        monkeypatch.setattr(queries, "check_staff_rows", too_early)

        run()

        page = officer.get(url).content.decode()
        assert "没有开通任何账户" in page
        assert "手机号码已存在" in page
        assert not Account.objects.filter(user_name__in=["staff.yi", "staff.jia"]).exists()

    def test_goes_on_where_a_worker_died(
        self, officer: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(importing, "_AT_ONCE", 1)
        url = upload(officer, file_of(JIA, YI))["Location"]
        officer.post(f"{url}start/", {"mode": "faultless"})
        kept = StaffImport.objects.get()
        turns = iter([False, True])
        import_staff(
            import_id=StaffImportId(kept.pk),
            now=clock.now(),
            progress=lambda _done, _total: None,
            is_cancelled=lambda: next(turns),
        )
        kept.refresh_from_db()
        assert (kept.done, StaffMember.objects.count()) == (1, 1)

        run()
        run()

        assert "已开通2个账户，未导入0行" in officer.get(url).content.decode()
        assert StaffMember.objects.count() == 2

    def test_leaves_no_file_behind(self, officer: Client) -> None:
        imported(officer, file_of(JIA), mode="all")

        with pytest.raises(errors.StaffImportNotFound):
            queries.file_of(StaffImport.objects.get())

    def test_is_done_with_the_permission_alone(self, officer: Client, account: Account) -> None:
        url = upload(officer, file_of(JIA))["Location"]
        officer.post(f"{url}start/", {"mode": "all"})
        operations.end_permissions(AccountId(account.pk), now=clock.now())

        run()

        assert not StaffMember.objects.exists()


class TestOnce:
    def test_is_begun_once(self, officer: Client) -> None:
        url = upload(officer, file_of(JIA))["Location"]
        officer.post(f"{url}start/", {"mode": "all"})

        assert officer.post(f"{url}start/", {"mode": "all"}).status_code == 409
        assert officer.post(f"{url}discard/").status_code == 409
        assert Job.objects.filter(kind="directory.import_staff").count() == 1

    def test_is_not_begun_after_it_was_thrown_away(self, officer: Client) -> None:
        url = upload(officer, file_of(JIA))["Location"]

        assert officer.post(f"{url}discard/").status_code == 303

        assert officer.get(url).status_code == 404
        assert officer.post(f"{url}start/", {"mode": "all"}).status_code == 404
        with pytest.raises(errors.StaffImportNotFound):
            queries.file_of(StaffImport.objects.get())


class TestGuard:
    def test_shows_a_file_to_nobody_but_its_officer(self, officer: Client) -> None:
        url = upload(officer, file_of(JIA))["Location"]
        colleague = make_account(now=clock.now())
        grant(colleague, DirectoryPermission.MANAGE_STAFF)
        client = client_of(colleague)

        assert client.get(url).status_code == client.get(f"{url}report/").status_code == 404
        assert client.post(f"{url}start/", {"mode": "all"}).status_code == 404
        assert client.post(f"{url}discard/").status_code == 404

    @pytest.mark.parametrize("way", ["", "template/"])
    def test_lets_nobody_in_without_permission(self, way: str) -> None:
        stranger = client_of(make_account(now=clock.now()))

        assert stranger.get(FILES + way).status_code == 403
        assert upload(stranger, file_of(JIA)).status_code == 403
        assert not StaffImport.objects.exists()
