"""Policies, regulations and manuals: published by officers, downloaded by everybody (S03-11)."""

import datetime as dt
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shiming.accounts.models import Account, Portal
from shiming.accounts.types import AccountId
from shiming.audit.models import AuditRecord
from shiming.directory.actions.grant_permission import grant_permission
from shiming.directory.models import PublishedDocument
from shiming.directory.types import DirectoryPermission
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from shiming.vault.models import VaultFile
from tests.directory.test_published_files import DOCX, PDF
from tests.directory.web.test_calendar_pages import client_of
from tests.factories.accounts import PASSWORD, make_account

pytestmark = pytest.mark.django_db

DESK = "/directory/publications/"
PUBLIC = "/downloads/"


@pytest.fixture
def publisher() -> Account:
    account = make_account(password=PASSWORD, now=clock.now())
    grant_permission(
        account_id=AccountId(account.pk),
        permission=DirectoryPermission.PUBLISH,
        granter=system_actor(device="tests"),
        now=clock.now(),
    )
    return account


@pytest.fixture
def officer(publisher: Account) -> Client:
    return client_of(publisher)


@pytest.fixture
def visitor() -> Client:
    return Client()


def today() -> dt.date:
    return clock.today_in_china(clock.now())


def publish(
    officer: Client, *, content: bytes = PDF, name: str = "a.pdf", status: int = 303, **more: str
) -> str:
    """Publish, and return what the page says."""
    fields = {
        "kind": "manual",
        "title": "窗口工作手册",
        "version": "1.0",
        "portal": "",
        "valid_from": today().isoformat(),
    } | more
    answer = officer.post(f"{DESK}add/", {**fields, "file": SimpleUploadedFile(name, content)})
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def newest() -> uuid.UUID:
    found: uuid.UUID = PublishedDocument.objects.latest("published_at").pk
    return found


class TestStaffingSystem:
    @pytest.mark.requirement("S03-11")
    def test_offers_own_password_policies_regulations_and_manual(
        self, officer: Client, publisher: Account, visitor: Client
    ) -> None:
        publish(officer, kind="policy", title="编制管理办法", content=DOCX)
        publish(officer, kind="regulation", title="机构编制条例")
        publish(officer, kind="manual", title="操作手册")

        # Reached from the help centre, from the foot of every page and from the personal centre.
        for page in ("/help/", "/sign-in/"):
            assert f'href="{PUBLIC}"' in visitor.get(page).content.decode()
        centre = officer.get("/me/").content.decode()
        assert f'href="{PUBLIC}"' in centre
        assert 'href="/me/password/"' in centre
        listed = visitor.get(PUBLIC).content.decode()
        kept = {}
        for title in ("编制管理办法", "机构编制条例", "操作手册"):
            found = re.search(rf'href="(/downloads/[0-9a-f-]+/)" download>{title}', listed)
            assert found is not None
            kept[title] = visitor.get(found[1])
        assert kept["操作手册"].content == PDF
        assert kept["编制管理办法"].content == DOCX
        changed = officer.post(
            "/me/password/",
            {"old": PASSWORD, "password": "Andere-Blumen-8", "repeat": "Andere-Blumen-8"},
        )
        assert "密码已修改" in changed.content.decode()


class TestDownload:
    def test_is_saved_and_never_shown_in_place(self, officer: Client, visitor: Client) -> None:
        publish(officer, content=DOCX, name="evil.html", title="管理办法", version="2026版")

        answer = visitor.get(f"{PUBLIC}{newest()}/")

        # «管理办法-2026版.docx», percent-encoded: what it was uploaded as does not matter.
        assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E7%AE%A1")
        assert answer["Content-Disposition"].endswith(".docx")
        assert answer["Content-Type"].endswith("wordprocessingml.document")
        assert answer["X-Content-Type-Options"] == "nosniff"

    def test_begins_on_its_first_day(self, officer: Client, visitor: Client) -> None:
        tomorrow = today() + dt.timedelta(days=1)
        publish(officer, valid_from=tomorrow.isoformat())

        assert "还没有资料" in visitor.get(PUBLIC).content.decode()
        assert visitor.get(f"{PUBLIC}{newest()}/").status_code == 404
        assert "未生效" in officer.get(DESK).content.decode()

    def test_is_for_the_portal_that_it_was_published_for(
        self, officer: Client, visitor: Client
    ) -> None:
        other = Portal.objects.create(code="other", host="other.example", name="别的门户")
        publish(officer, portal=str(other.pk))

        assert visitor.get(f"{PUBLIC}{newest()}/").status_code == 404
        assert "窗口工作手册" not in visitor.get(PUBLIC).content.decode()

    def test_marks_the_version_in_force_and_keeps_the_earlier_one(
        self, officer: Client, visitor: Client
    ) -> None:
        before = (today() - dt.timedelta(days=30)).isoformat()
        publish(officer, version="1.0", valid_from=before)
        publish(officer, version="2.0")

        page = visitor.get(f"{PUBLIC}?kind=manual").content.decode()

        assert page.index("2.0") < page.index("现行") < page.index("1.0") < page.index("以往版本")
        assert "还没有资料" in visitor.get(f"{PUBLIC}?kind=policy").content.decode()

    @pytest.mark.parametrize("query", ["?kind=nothing", "?page=0", "?page=-1", "?page=9999999"])
    def test_bears_odd_addresses(self, visitor: Client, query: str) -> None:
        assert visitor.get(f"{PUBLIC}{query}").status_code == 200

    def test_comes_in_pages(
        self, officer: Client, visitor: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shiming.directory.queries.publications._PAGE", 1)
        publish(officer, version="1.0")
        publish(officer, version="2.0")

        first = visitor.get(PUBLIC).content.decode()
        second = visitor.get(f"{PUBLIC}?page=2").content.decode()

        assert 'href="?page=2"' in first
        assert ("2.0" in first, "1.0" in first) == (True, False)
        assert ("2.0" in second, "1.0" in second) == (False, True)


class TestWithdrawing:
    def test_ends_the_download_and_stays_on_record(self, officer: Client, visitor: Client) -> None:
        publish(officer)
        withdraw = f"{DESK}{newest()}/withdraw/"
        assert "请填写撤回原因" in officer.post(withdraw, {"reason": " "}).content.decode()

        done = officer.post(withdraw, {"reason": "第三章有误"})

        assert done.status_code == 303
        assert visitor.get(f"{PUBLIC}{newest()}/").status_code == 404
        assert "窗口工作手册" not in visitor.get(PUBLIC).content.decode()
        history = officer.get(DESK).content.decode()
        assert "已撤回" in history
        assert "第三章有误" in history
        assert officer.get(f"{DESK}{newest()}/file/").content == PDF
        events = AuditRecord.objects.filter(subject=f"publication:{newest()}").order_by("pk")
        assert [record.event for record in events] == [
            "directory.publication.published",
            "directory.publication.withdrawn",
        ]

    def test_happens_once(self, officer: Client) -> None:
        publish(officer)
        withdraw = f"{DESK}{newest()}/withdraw/"
        officer.post(withdraw, {"reason": "第三章有误"})

        again = officer.post(withdraw, {"reason": "又一次"})

        assert again.status_code == 409
        assert PublishedDocument.objects.get().reason == "第三章有误"

    def test_makes_room_for_the_same_version(self, officer: Client) -> None:
        publish(officer)
        assert "已经发布" in publish(officer, status=409)
        officer.post(f"{DESK}{newest()}/withdraw/", {"reason": "第三章有误"})

        publish(officer)

        assert PublishedDocument.objects.count() == 2


class TestPublishing:
    @pytest.mark.parametrize(
        ("fields", "told"),
        [
            ({"content": b"<html>"}, "不接受这种文件"),
            ({"content": PDF.replace(b"/Catalog", b"/JS 1 0 R")}, "含有宏、脚本"),
            ({"title": "../../etc"}, "标题或版本不能这样填写"),
            ({"valid_from": "gestern"}, "请按2026-01-01的格式"),
            ({"portal": str(uuid.UUID(int=7))}, "选择一个有效的选项"),
        ],
        ids=["type", "script", "name", "day", "portal"],
    )
    def test_says_what_is_wrong_and_keeps_nothing(
        self, officer: Client, fields: dict[str, bytes | str], told: str
    ) -> None:
        page = publish(officer, status=422, **fields)  # type: ignore[arg-type]  # a mixed set

        assert told in page
        assert not PublishedDocument.objects.exists()
        assert not VaultFile.objects.exists()

    def test_is_for_who_may(self, officer: Client) -> None:
        publish(officer)
        stranger = client_of(make_account(now=clock.now()))

        for answer in (
            stranger.get(DESK),
            stranger.post(f"{DESK}add/", {}),
            stranger.get(f"{DESK}{newest()}/file/"),
            stranger.post(f"{DESK}{newest()}/withdraw/", {"reason": "Spaß"}),
        ):
            assert answer.status_code == 403
        assert PublishedDocument.objects.get().withdrawn_at is None
