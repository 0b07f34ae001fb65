import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from shiming.accounts.models import Application
from shiming.accounts.queries import applications as queries
from shiming.accounts.types import AccountKind
from shiming.accounts.types.applications import ApplicationPermission, ApplicationState
from shiming.kernel import clock
from tests.accounts.actions.applications.conftest import (
    PROJECT,
    first_code,
    jpeg,
    prove,
    submit,
)
from tests.accounts.conftest import FakePermissionSource
from tests.accounts.web.conftest import post, send, sign_in_as
from tests.cast import AGENT, UNPROOFED_CITIZEN
from tests.factories.accounts import last_code, make_account

pytestmark = pytest.mark.django_db
NEW = "/apply/new/building_project/"
PASSWORD = "Kranich-4-Moorhuhn"


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def prove_in(client: Client, mobile: str = UNPROOFED_CITIZEN.mobile) -> HttpResponse:
    send(client, "/apply/mobile/", mobile=mobile)
    return send(client, f"/apply/code/?next={NEW}", code=last_code(mobile))


def fill(client: Client, url: str = NEW, **changes: str) -> HttpResponse:
    page = text_of(client.get(url))  # type: ignore[arg-type]  # a response with additions
    key = re.search(r'name="submission_key" value="([^"]+)"', page)
    scan = SimpleUploadedFile("form.jpg", jpeg(), content_type="image/jpeg")
    given = PROJECT | {"submission_key": key[1] if key else ""} | changes
    return post(client, url, **given, application_scan=scan)  # type: ignore[arg-type]  # a file


class TestApplying:
    @pytest.mark.requirement("S01-1")
    def test_begins_at_the_sign_in_page_for_anybody(self, client: Client) -> None:
        page = client.get("/sign-in/").content.decode()

        assert re.search(r'href="/apply/">账号注册', page)
        assert "建设项目注册" in client.get("/apply/").content.decode()

    @pytest.mark.requirement("S01-3")
    def test_offers_a_template_and_takes_its_scan(self, client: Client) -> None:
        prove_in(client)
        page = client.get(NEW).content.decode()
        assert 'href="/apply/template/building_project/"' in page

        template = client.get("/apply/template/building_project/")

        assert template["Content-Disposition"] == 'attachment; filename="building_project.html"'
        for label in ("项目名称", "施工许可证号", "单位（盖章）"):
            assert label in template.content.decode()
        assert fill(client).status_code == 302
        assert client.get("/apply/template/nothing/").status_code == 404

    @pytest.mark.requirement("S01-4")
    def test_ends_with_a_notice_that_cannot_be_missed(self, client: Client) -> None:
        assert client.get(NEW)["Location"] == f"/apply/mobile/?next={NEW}"
        assert prove_in(client)["Location"] == NEW

        done = client.get(fill(client)["Location"]).content.decode()

        number = Application.objects.get().number
        assert "提交成功，请等待审核" in done
        assert number in done
        # Without it nothing was sent: a form with a fault stays the form.
        refused = fill(client, address="")
        assert refused.status_code == 422
        assert "提交成功" not in text_of(refused)
        assert Application.objects.count() == 1

    def test_shows_dependent_fields_without_a_script(self, client: Client) -> None:
        prove_in(client)
        hidden = r'data-key="started_on"[^>]* hidden>'
        assert re.search(hidden, client.get(NEW).content.decode())

        answer = fill(client, is_started="yes", refresh="1")

        page = text_of(answer)
        assert answer.status_code == 200
        assert not re.search(hidden, page)
        assert "is-invalid" not in page
        assert PROJECT["address"] in page
        assert not Application.objects.exists()

    def test_keeps_what_was_typed_beside_what_is_wrong(self, client: Client) -> None:
        prove_in(client)

        page = text_of(fill(client, contractor_code="91350100M000100Y44"))

        assert "is-invalid" in page
        assert PROJECT["address"] in page

    def test_shows_nobody_what_belongs_to_another_mobile(self, client: Client) -> None:
        theirs = submit(prove(AGENT.mobile, now=clock.now()), now=clock.now()).application_id
        urls = [
            f"/apply/done/{theirs}/",
            f"/apply/progress/{theirs}/",
            f"/apply/progress/{theirs}/correct/",
        ]
        assert {client.get(url)["Location"][:14] for url in urls} == {"/apply/mobile/"}

        prove_in(client)

        assert {client.get(url).status_code for url in urls} == {404}
        assert post(client, f"/apply/progress/{theirs}/activation/").status_code == 404
        missing = f"/apply/progress/{uuid.uuid4()}/"
        answers = [client.get(url).content.decode() for url in (missing, urls[1])]
        token = r"\b[A-Za-z0-9]{64}\b|/apply/progress/[0-9a-f-]+/"
        assert re.sub(token, "", answers[0]) == re.sub(token, "", answers[1])

    def test_ends_on_a_shared_computer(self, client: Client) -> None:
        prove_in(client)

        post(client, "/apply/leave/")

        assert client.get("/apply/progress/")["Location"].startswith("/apply/mobile/")

    def test_sends_nobody_to_another_site(self, client: Client) -> None:
        send(client, "/apply/mobile/", mobile=UNPROOFED_CITIZEN.mobile)
        code = last_code(UNPROOFED_CITIZEN.mobile)

        answer = send(client, "/apply/code/?next=//evil.example/", code=code)

        assert answer["Location"] == "/apply/"


class TestDesk:
    @pytest.fixture
    def desk(self, permission_source: FakePermissionSource) -> Client:
        permission_source.answer = frozenset({ApplicationPermission.REVIEW})
        browser = Client(enforce_csrf_checks=True)
        sign_in_as(browser, make_account(kind=AccountKind.STAFF, now=clock.now()))
        return browser

    def test_leads_from_the_queue_to_an_account(self, client: Client, desk: Client) -> None:
        prove_in(client)
        fill(client)
        row = Application.objects.get()
        url = f"/desk/applications/{row.pk}/"
        queue = desk.get("/desk/applications/").content.decode()
        assert row.number in queue
        assert PROJECT["project_name"] not in queue
        assert PROJECT["address"] not in desk.get(url).content.decode()

        post(desk, f"{url}take-up/")
        whole = desk.get(url).content.decode()
        assert PROJECT["address"] in whole
        scan = re.search(r'href="(/desk/applications/scans/[^"]+)"', whole)
        assert scan is not None
        assert desk.get(scan[1])["Content-Type"] == "image/jpeg"
        assert post(desk, f"{url}return/", reason="不").status_code == 422
        post(desk, f"{url}return/", reason="地址与许可证不一致，请修改")

        record = client.get(f"/apply/progress/{row.pk}/").content.decode()
        assert "地址与许可证不一致" in record
        correct = f"/apply/progress/{row.pk}/correct/"
        assert "已上传 1 页" in client.get(correct).content.decode()
        assert fill(client, correct, address="滨江路 9 号").status_code == 302
        post(desk, f"{url}take-up/")
        post(desk, f"{url}approve/")

        row.refresh_from_db()
        assert row.state == ApplicationState.APPROVED
        owner = Client(enforce_csrf_checks=True)
        assert send(owner, "/activate/", code=first_code())["Location"] == "/activate/password/"
        send(owner, "/activate/password/", password=PASSWORD, repeat=PASSWORD)
        assert row.account is not None
        assert row.account.state == "active"
        # Replayed, the code opens nothing.
        replay = send(Client(enforce_csrf_checks=True), "/activate/", code=first_code())
        assert replay.status_code == 409

    def test_is_closed_to_others(self, client: Client) -> None:
        sign_in_as(client, make_account(now=clock.now()))

        for url in ("/desk/applications/", "/desk/applications/forms/edit/", "/desk/connections/"):
            assert client.get(url).status_code == 403
        assert client.get("/desk/applications/forms/").status_code == 403

    def test_says_why_no_account_can_be_opened(self, client: Client, desk: Client) -> None:
        prove_in(client)
        for _ in range(2):
            fill(client)
        desk.get("/desk/applications/?state=submitted")
        for row in Application.objects.order_by("submitted_at"):
            desk.get(f"/desk/applications/{row.pk}/")
            post(desk, f"/desk/applications/{row.pk}/take-up/")
            answer = post(desk, f"/desk/applications/{row.pk}/approve/")

        assert answer.status_code == 409
        assert "登录名已被使用" in text_of(answer)


class TestFormsDesk:
    def test_shows_markup_in_a_form_as_text(
        self, client: Client, permission_source: FakePermissionSource
    ) -> None:
        permission_source.answer = frozenset({ApplicationPermission.EDIT_FORM})
        sign_in_as(client, make_account(kind=AccountKind.STAFF, now=clock.now()))
        text = 'title = "x"\nnames = "name"\n[[fields]]\nkey = "name"\nlabel = "<script>alert(1)"\n'

        client.get("/desk/applications/forms/edit/?kind=building_project")
        answer = post(
            client, "/desk/applications/forms/edit/", kind="trial_account", declaration=text
        )

        assert answer["Location"] == "/desk/applications/forms/"
        page = client.get("/desk/applications/forms/").content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page
        refused = post(client, "/desk/applications/forms/edit/", kind="trial", declaration="x")
        assert refused.status_code == 422

    def test_leads_on_to_the_older_versions(
        self,
        client: Client,
        permission_source: FakePermissionSource,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(queries, "PAGE", 1)
        permission_source.answer = frozenset({ApplicationPermission.EDIT_FORM})
        sign_in_as(client, make_account(kind=AccountKind.STAFF, now=clock.now()))
        text = (
            'title = "x"\nnames = "name"\nopens = "unit"\n[[fields]]\nkey = "name"\nlabel = "{}"\n'
        )
        client.get("/desk/applications/forms/edit/")
        for label in ("第一项", "第二项"):
            declaration = text.format(label)
            url = "/desk/applications/forms/edit/"
            post(client, url, kind="trial_account", declaration=declaration)

        url, shown = "/desk/applications/forms/", []
        while url:
            page = client.get(url).content.decode()
            shown.append("第二项" in page)
            link = re.search(r'href="(\?after=[^"]+)"', page)
            url = f"/desk/applications/forms/{link[1]}" if link else ""

        assert shown == [True, False, False]
