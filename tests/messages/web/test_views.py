"""The message centre and the SMS box, as pages."""

import dataclasses
import html
import json
import re
import uuid

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from shiming.jobs import tasks as jobs
from shiming.kernel.actor import Actor, visitor
from shiming.kernel.phones import Mobile
from shiming.messages import errors, operations, ports, queries
from shiming.messages.models import MessagePreferences
from shiming.messages.types import MessageKind, Shelf
from shiming.messages.web.frame import MessageCounts
from shiming.messages.web.views import box, inbox, preferences
from shiming.vendors.mail.mail_box import MailBox
from shiming.vendors.sms.sms_box import SmsBox
from shiming.web_kit import frame
from tests.factories.messages import make_message
from tests.messages.conftest import (
    ACCOUNT,
    EMAIL,
    MOBILE,
    NOW,
    KnownContacts,
    RecordingGateway,
    WriteTemplate,
)

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.messages.web.urls")]

READER = Actor(account_id=ACCOUNT)


def body_of(view: object, path: str, actor: Actor = READER, method: str = "GET") -> str:
    request = RequestFactory().generic(method, path)
    request.actor = actor  # type: ignore[attr-defined]  # as the accounts middleware does
    response = view(request)  # type: ignore[operator]
    return str(response.content.decode())


def answer_of(view: object, path: str, data: dict[str, object], **values: object) -> HttpResponse:
    request = RequestFactory().post(path, data)
    request.actor = READER  # type: ignore[attr-defined]  # as the accounts middleware does
    return view(request, **values)  # type: ignore[operator, no-any-return]


@dataclasses.dataclass
class GivenFrame:
    given: frame.Frame

    def frame_of(self, request: HttpRequest) -> frame.Frame:
        return self.given


class TestTheMessageCentre:
    def test_lists_own_messages_and_opens_one(
        self,
        rf: RequestFactory,
        write_template: WriteTemplate,
        contacts: KnownContacts,
    ) -> None:
        template = write_template(subject="审核<结果>", body="您的实名认证已通过。")
        message_id = operations.notify(template=template, account_id=ACCOUNT, context={}, now=NOW)
        listed = body_of(inbox.message_list, "/me/messages/")

        request = rf.post(f"/me/messages/{message_id}/")
        request.actor = READER  # type: ignore[attr-defined]
        opened = inbox.message_detail(request, message_id=message_id)
        request = rf.get(f"/me/messages/{message_id}/")
        request.actor = READER  # type: ignore[attr-defined]
        shown = inbox.message_detail(request, message_id=message_id).content.decode()

        assert "审核&lt;结果&gt;" in listed
        assert "未读" in listed
        assert (opened.status_code, opened.headers["Location"]) == (303, request.path)
        assert "您的实名认证已通过。" in shown
        assert queries.count_unread_messages(account_id=ACCOUNT) == 0
        assert "审核" not in shown[shown.index("<title>") : shown.index("</title>")]

    def test_is_empty_and_says_so(self) -> None:
        assert "暂无消息" in body_of(inbox.message_list, "/me/messages/")

    def test_shows_nobody_the_messages_of_others(
        self,
        rf: RequestFactory,
        write_template: WriteTemplate,
        contacts: KnownContacts,
    ) -> None:
        template = write_template(subject="s", body="b")
        message_id = operations.notify(template=template, account_id=ACCOUNT, context={}, now=NOW)
        request = rf.post(f"/me/messages/{message_id}/")
        request.actor = Actor(account_id=uuid.uuid4())  # type: ignore[attr-defined]

        with pytest.raises(errors.MessageNotFound):
            inbox.message_detail(request, message_id=message_id)
        assert queries.count_unread_messages(account_id=ACCOUNT) == 1

    def test_sends_visitors_to_the_sign_in_page(self, rf: RequestFactory) -> None:
        response = inbox.message_list(rf.get("/me/messages/"))

        assert response.status_code == 302
        assert response.headers["Location"].startswith("/sign-in/")


class TestTheListOfMessages:
    def test_marks_what_it_shows_as_read_and_keeps_the_filter(self) -> None:
        make_message(account_id=ACCOUNT, at=NOW, kind=MessageKind.RESULT)
        make_message(account_id=ACCOUNT, at=NOW)

        answer = answer_of(inbox.message_read_all, "/me/messages/read-all/", {"kind": "result"})

        assert (answer.status_code, answer.headers["Location"]) == (
            303,
            "/me/messages/?kind=result",
        )
        assert queries.count_unread_messages(account_id=ACCOUNT) == 1

    @pytest.mark.parametrize(
        ("view", "folder", "shelf"),
        [
            (inbox.message_archive, "archive", Shelf.ARCHIVED),
            (inbox.message_delete, "bin", Shelf.BINNED),
        ],
    )
    def test_takes_a_message_away_and_offers_to_undo_it(
        self, view: object, folder: str, shelf: Shelf
    ) -> None:
        message = make_message(account_id=ACCOUNT, at=NOW, title="旧通知")

        answer = answer_of(view, "/me/messages/x/", {}, message_id=message.pk)
        listed = body_of(inbox.message_list, answer.headers["Location"])
        kept = body_of(inbox.message_list, f"/me/messages/?folder={folder}")
        answer_of(inbox.message_restore, "/me/messages/x/", {}, message_id=message.pk)

        assert "旧通知" not in listed
        assert f"/me/messages/{message.pk}/restore/" in listed
        assert "撤销" in listed
        assert "旧通知" in kept
        assert "旧通知" in body_of(inbox.message_list, "/me/messages/")
        assert shelf is not Shelf.UNREAD

    def test_turns_pages(self) -> None:
        for number in range(21):
            make_message(account_id=ACCOUNT, at=NOW, title=f"第 {number} 条")

        first = body_of(inbox.message_list, "/me/messages/?kind=notice")
        found = re.search(r'href="(/me/messages/[^"]*after=[^"]*)"', first)
        assert found is not None
        second = body_of(inbox.message_list, html.unescape(found[1]))

        assert first.count("msg-row__title") == 20
        assert second.count("msg-row__title") == 1
        assert "回到第一页" in second

    @pytest.mark.parametrize(
        "query", ["after=x", "after=9.9.9", "after=0.99999999999999999999.x", "kind=x", "folder=x"]
    )
    def test_bears_any_address(self, query: str) -> None:
        make_message(account_id=ACCOUNT, at=NOW, title="通知甲")

        assert "通知甲" in body_of(inbox.message_list, f"/me/messages/?{query}")

    def test_says_that_a_filter_hides_everything(self) -> None:
        assert "没有符合条件的消息" in body_of(inbox.message_list, "/me/messages/?kind=risk")

    def test_asks_nothing_of_the_database_while_it_renders(self) -> None:
        counts = []
        for _message in range(2):
            make_message(account_id=ACCOUNT, at=NOW)
            with CaptureQueriesContext(connection) as asked:
                body_of(inbox.message_list, "/me/messages/")
            counts.append(len(asked))

        assert counts[0] == counts[1]


class TestTheListOfTodos:
    @pytest.mark.requirement("S31-16")
    def test_shows_undone_above_done_with_their_number_and_a_way_to_each(
        self, write_template: WriteTemplate
    ) -> None:
        kind = write_template("todo", subject="请确认<邀请>", body="有人邀请您。")
        for subject in ("case:1", "case:2"):
            operations.open_todo(
                kind=kind,
                subject=subject,
                account_id=ACCOUNT,
                link_name="messages:preferences",
                now=NOW,
            )
        operations.close_todo(kind=kind, subject="case:1", now=NOW)
        shown = frame.Frame(
            is_signed_in=True,
            todos=MessageCounts().waiting_for(READER).todos,
            nav=frame.navigation(path="/", waiting=MessageCounts().waiting_for(READER)),
        )

        with frame.frame_source.replaced(GivenFrame(shown)):
            page = body_of(inbox.todo_list, "/me/todos/")

        rows = page[page.index("<main") :]
        assert rows.index('href="/me/messages/preferences/"') < rows.index("已处理")
        assert rows.count("请确认&lt;邀请&gt;") == 2
        assert re.search(r'待办<span class="ui-count">1<', rows)
        assert 'class="ui-count">1<span class="ui-sr">条未读消息和待办' in page

    def test_is_empty_and_says_so(self) -> None:
        assert "没有待办" in body_of(inbox.todo_list, "/me/todos/")

    def test_speaks_the_language_of_the_page(self, write_template: WriteTemplate) -> None:
        kind = write_template(
            "todo", subject="请确认", body="b", en={"subject": "Confirm", "body": "b"}
        )
        operations.open_todo(
            kind=kind,
            subject="case:1",
            account_id=ACCOUNT,
            link_name="messages:preferences",
            now=NOW,
        )

        with translation.override("en"):
            assert "Confirm" in body_of(inbox.todo_list, "/me/todos/")


class TestThePreferences:
    def test_are_kept_and_shown_again(self) -> None:
        answer = answer_of(
            preferences.preferences,
            "/me/messages/preferences/",
            {"sms": ["risk"], "email": ["notice", "risk", "reminder"], "language": "en"},
        )

        wishes = queries.get_wishes(account_id=ACCOUNT)
        page = body_of(preferences.preferences, answer.headers["Location"])
        assert wishes.language == "en"
        assert wishes.refused == {
            "notice:sms",
            "reminder:sms",
            "announcement:sms",
            "announcement:email",
        }
        assert "已保存" in page
        assert page.count("checked") == 5

    def test_offer_no_way_to_refuse_what_is_mandatory(self) -> None:
        page = body_of(preferences.preferences, "/me/messages/preferences/")

        assert 'value="risk"' in page
        assert 'value="result"' not in page
        assert 'value="security"' not in page

    def test_show_again_what_cannot_be_kept(self) -> None:
        answer = answer_of(preferences.preferences, "/me/messages/preferences/", {"language": "fr"})

        assert answer.status_code == 422
        assert not MessagePreferences.objects.exists()


class TestTheSmsBox:
    @pytest.fixture(autouse=True)
    def _texts(self, write_template: WriteTemplate) -> None:
        code = write_template("code", sms="验证码 {code}", subject="验证码", body="{code}")
        with ports.sms_gateway.replaced(SmsBox()), ports.mail_sender.replaced(MailBox()):
            for mobile, number in ((MOBILE, "111222"), (Mobile.parse("19900005678"), "333444")):
                operations.send_sms(template=code, mobile=mobile, context={"code": number}, now=NOW)
            operations.send_email(template=code, address=EMAIL, context={"code": "555666"}, now=NOW)
            jobs.run_due_jobs(now=NOW)

    def test_shows_texts_and_letters_under_masked_recipients(self) -> None:
        with ports.sms_gateway.replaced(SmsBox()):
            page = body_of(box.sms_box, "/sms-box/", visitor())

        assert all(code in page for code in ("111222", "333444", "555666", "199****1234"))
        assert "19900001234" not in page

    def test_filters_by_the_end_of_the_number(self) -> None:
        with ports.sms_gateway.replaced(SmsBox()):
            page = body_of(box.sms_box, "/sms-box/?tail=5678", visitor())

        assert "333444" in page
        assert "111222" not in page

    def test_gives_scripts_the_newest_code(self) -> None:
        with ports.sms_gateway.replaced(SmsBox()):
            found = json.loads(body_of(box.sms_box_latest, "/sms-box/latest?tail=1234"))
            missing = json.loads(body_of(box.sms_box_latest, "/sms-box/latest?tail=0001"))

        assert (found["code"], found["text"]) == ("111222", "验证码 111222")
        assert missing == {"code": None, "text": None}

    @pytest.mark.parametrize("view", [box.sms_box, box.sms_box_latest])
    def test_does_not_exist_where_texts_really_go_out(
        self, rf: RequestFactory, view: box.BoxView
    ) -> None:
        real = RecordingGateway(is_simulator=False, keeps_content=False)

        with ports.sms_gateway.replaced(real), pytest.raises(errors.MessageNotFound):
            view(rf.get("/sms-box/"))
