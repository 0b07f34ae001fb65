"""The officers' pages: templates, their versions, and the log of sending."""

import uuid

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from shiming.kernel.actor import ActingIdentity, Actor
from shiming.messages import errors, operations, queries
from shiming.messages.models import TemplateVersion
from shiming.messages.types import DeliveryState, MessagePermission
from shiming.messages.web.views import desk, reminders
from tests.messages.conftest import ACCOUNT, MOBILE, NOW, WriteRule, WriteTemplate

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.messages.web.urls")]

ALL = ActingIdentity(permissions=frozenset(MessagePermission))
AUTHOR = Actor(account_id=uuid.UUID(int=1), identity=ALL)
APPROVER = Actor(account_id=uuid.UUID(int=2), identity=ALL)
WRITTEN = {"zh_sms": "您的验证码为 {code}", "en_sms": "Your code: {code}", "note": "更清楚"}


def ask(
    view: object, actor: Actor, data: dict[str, str] | None = None, /, **values: object
) -> HttpResponse:
    method = RequestFactory().get if data is None else RequestFactory().post
    request = method("/messages/", data)
    request.actor = actor  # type: ignore[attr-defined]  # as the accounts middleware does
    return view(request, **values)  # type: ignore[operator, no-any-return]


@pytest.fixture
def template(write_template: WriteTemplate) -> dict[str, str]:
    area, _, name = write_template(sms="验证码 {code}", en={"sms": "Code {code}"}).partition("/")
    return {"area": area, "name": name}


class TestTemplates:
    def test_are_written_by_one_officer_and_approved_by_another(
        self, template: dict[str, str]
    ) -> None:
        form = ask(desk.template_detail, AUTHOR, **template).content.decode()
        handed_in = ask(desk.template_detail, AUTHOR, WRITTEN, **template)
        version = TemplateVersion.objects.get()
        own = ask(desk.template_version, AUTHOR, version_id=version.pk).content.decode()
        others = ask(desk.template_version, APPROVER, version_id=version.pk).content.decode()
        decided = ask(
            desk.template_version, APPROVER, {"decision": "approve"}, version_id=version.pk
        )
        shown = ask(desk.template_detail, APPROVER, **template).content.decode()

        assert "{code}" in form
        assert handed_in.headers["Location"] == f"/messages/template-versions/{version.pk}/"
        assert "您的验证码为 〔code〕" in own
        assert "同意并启用" not in own
        assert "同意并启用" in others
        assert decided.status_code == 303
        assert "使用第 2 版" in shown
        assert "您的验证码为 〔code〕" in shown

    def test_show_again_what_must_not_go_out(self, template: dict[str, str]) -> None:
        refused = ask(
            desk.template_detail, AUTHOR, {**WRITTEN, "en_sms": "see evil.com"}, **template
        )
        incomplete = ask(desk.template_detail, AUTHOR, {**WRITTEN, "note": ""}, **template)

        assert (refused.status_code, incomplete.status_code) == (422, 422)
        assert "外部网站的链接" in refused.content.decode()
        assert "请填写修改原因" in incomplete.content.decode()
        assert "see evil.com" in refused.content.decode()
        assert not TemplateVersion.objects.exists()

    def test_need_a_reason_to_be_refused(self, template: dict[str, str]) -> None:
        ask(desk.template_detail, AUTHOR, WRITTEN, **template)
        version = TemplateVersion.objects.get()

        answers = [
            ask(desk.template_version, APPROVER, data, version_id=version.pk)
            for data in ({"decision": "refuse"}, {}, {"decision": "refuse", "reason": "太长"})
        ]

        assert [answer.status_code for answer in answers] == [422, 422, 303]
        page = ask(desk.template_version, AUTHOR, version_id=version.pk).content.decode()
        assert "太长" in page

    def test_are_listed_with_what_waits(self, template: dict[str, str]) -> None:
        ask(desk.template_detail, AUTHOR, WRITTEN, **template)

        page = ask(desk.template_list, APPROVER).content.decode()

        assert "/messages/templates/accounts/one_time_code/" in page
        assert f"/messages/template-versions/{TemplateVersion.objects.get().pk}/" in page

    def test_are_nothing_for_others(self, template: dict[str, str]) -> None:
        stranger = Actor(account_id=ACCOUNT)

        for view, values in ((desk.template_list, {}), (desk.template_detail, template)):
            with pytest.raises(errors.MayNotApprove):
                ask(view, stranger, **values)
        with pytest.raises(errors.MayNotReadLog):
            ask(desk.log, stranger)


class TestTheLog:
    def test_shows_masked_receivers_states_and_answers(self, template: dict[str, str]) -> None:
        message_id = operations.send_sms(
            template=f"{template['area']}/{template['name']}",
            mobile=MOBILE,
            context={"code": "482913"},
            now=NOW,
        )
        message = queries.list_log(viewer=AUTHOR).messages[0]
        message.state, message.error, message.attempts = DeliveryState.FAILED, "smpp_0b", 3
        message.save(update_fields=["state", "error", "attempts"])

        page = ask(desk.log, AUTHOR).content.decode()

        assert message.pk == message_id
        assert "199****1234" in page
        assert "smpp_0b" in page
        assert "发送失败" in page
        assert MOBILE.national not in page
        assert "482913" not in page

    def test_is_empty_and_says_so(self) -> None:
        assert "没有发送记录" in ask(desk.log, AUTHOR).content.decode()


class TestTheRulesOfReminders:
    def test_are_shown_and_set(self, write_rule: WriteRule) -> None:
        area, _, name = write_rule(steps=[30, 0]).partition("/")
        values = {"area": area, "name": name}

        listed = ask(reminders.rule_list, AUTHOR).content.decode()
        form = ask(reminders.rule_detail, AUTHOR, **values).content.decode()
        kept = ask(
            reminders.rule_detail,
            AUTHOR,
            {"steps": "7，1, -3", "tells_owner": "on", "permissions": "area:thing:act"},
            **values,
        )

        rule = queries.get_rule(kind=f"{area}/{name}")
        assert "证书到期" in listed
        assert "30天、当天" in listed
        assert 'value="30,0"' in form
        assert kept.status_code == 303
        assert (rule.steps, rule.receivers) == ((7, 1, -3), ("owner", "area:thing:act"))

    @pytest.mark.parametrize(
        "data",
        [{"steps": "bald"}, {"steps": "", "tells_owner": "on"}, {"steps": "7"}, {"steps": "7,7"}],
    )
    def test_are_shown_again_when_they_make_no_sense(
        self, write_rule: WriteRule, data: dict[str, str]
    ) -> None:
        area, _, name = write_rule(steps=[30]).partition("/")

        answer = ask(reminders.rule_detail, AUTHOR, data, area=area, name=name)

        assert answer.status_code == 422
        assert queries.get_rule(kind=f"{area}/{name}").steps == (30,)

    def test_are_nothing_for_others_and_nothing_that_is_not(self) -> None:
        with pytest.raises(errors.MayNotConfigureReminders):
            ask(reminders.rule_list, Actor(account_id=ACCOUNT))
        with pytest.raises(errors.ReminderKindUnknown):
            ask(reminders.rule_detail, AUTHOR, area="samples", name="none")
