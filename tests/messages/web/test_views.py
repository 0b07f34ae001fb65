"""The message centre and the SMS box, as pages."""

import json
import uuid

import pytest
from django.test import RequestFactory

from shiming.jobs import tasks as jobs
from shiming.kernel.actor import Actor, visitor
from shiming.kernel.phones import Mobile
from shiming.messages import errors, operations, ports, queries
from shiming.messages.web import views
from shiming.vendors.mail.mail_box import MailBox
from shiming.vendors.sms.sms_box import SmsBox
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


class TestTheMessageCentre:
    def test_lists_own_messages_and_opens_one(
        self,
        rf: RequestFactory,
        write_template: WriteTemplate,
        contacts: KnownContacts,
    ) -> None:
        template = write_template(subject="审核<结果>", body="您的实名认证已通过。")
        message_id = operations.notify(template=template, account_id=ACCOUNT, context={}, now=NOW)
        listed = body_of(views.message_list, "/me/messages/")

        request = rf.post(f"/me/messages/{message_id}/")
        request.actor = READER  # type: ignore[attr-defined]
        opened = views.message_detail(request, message_id=message_id)
        request = rf.get(f"/me/messages/{message_id}/")
        request.actor = READER  # type: ignore[attr-defined]
        shown = views.message_detail(request, message_id=message_id).content.decode()

        assert "审核&lt;结果&gt;" in listed
        assert "未读" in listed
        assert (opened.status_code, opened.headers["Location"]) == (303, request.path)
        assert "您的实名认证已通过。" in shown
        assert queries.count_unread_messages(account_id=ACCOUNT) == 0
        assert "审核" not in shown[shown.index("<title>") : shown.index("</title>")]

    def test_is_empty_and_says_so(self) -> None:
        assert "暂无消息" in body_of(views.message_list, "/me/messages/")

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
            views.message_detail(request, message_id=message_id)
        assert queries.count_unread_messages(account_id=ACCOUNT) == 1

    def test_sends_visitors_to_the_sign_in_page(self, rf: RequestFactory) -> None:
        response = views.message_list(rf.get("/me/messages/"))

        assert response.status_code == 302
        assert response.headers["Location"].startswith("/sign-in/")


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
            page = body_of(views.sms_box, "/sms-box/", visitor())

        assert all(code in page for code in ("111222", "333444", "555666", "199****1234"))
        assert "19900001234" not in page

    def test_filters_by_the_end_of_the_number(self) -> None:
        with ports.sms_gateway.replaced(SmsBox()):
            page = body_of(views.sms_box, "/sms-box/?tail=5678", visitor())

        assert "333444" in page
        assert "111222" not in page

    def test_gives_scripts_the_newest_code(self) -> None:
        with ports.sms_gateway.replaced(SmsBox()):
            found = json.loads(body_of(views.sms_box_latest, "/sms-box/latest?tail=1234"))
            missing = json.loads(body_of(views.sms_box_latest, "/sms-box/latest?tail=0001"))

        assert (found["code"], found["text"]) == ("111222", "验证码 111222")
        assert missing == {"code": None, "text": None}

    @pytest.mark.parametrize("view", [views.sms_box, views.sms_box_latest])
    def test_does_not_exist_where_texts_really_go_out(
        self, rf: RequestFactory, view: views.BoxView
    ) -> None:
        real = RecordingGateway(is_simulator=False, keeps_content=False)

        with ports.sms_gateway.replaced(real), pytest.raises(errors.MessageNotFound):
            view(rf.get("/sms-box/"))
