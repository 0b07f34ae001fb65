"""A new version of a template: written by one officer, put into force by another."""

import uuid
from collections.abc import Mapping

import pytest

from shiming.audit.models import AuditRecord
from shiming.kernel.actor import ActingIdentity, ActingKind, Actor
from shiming.kernel.errors import DomainError
from shiming.messages import errors, operations, queries
from shiming.messages.actions.decide_template import decide_template
from shiming.messages.actions.draft_template import draft_template
from shiming.messages.models import OutboxMessage, TemplateVersion
from shiming.messages.types import MessagePermission, TemplateState, TemplateVersionId
from shiming.web_kit.texts import text_of
from tests.messages.conftest import MOBILE, NOW, WriteTemplate

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.messages.web.urls")]


def officer(number: int, *permissions: MessagePermission) -> Actor:
    identity = ActingIdentity(kind=ActingKind.POST, permissions=frozenset(permissions))
    return Actor(account_id=uuid.UUID(int=number), identity=identity)


BOTH = (MessagePermission.DRAFT_TEMPLATE, MessagePermission.APPROVE_TEMPLATE)
AUTHOR = officer(1, *BOTH)
APPROVER = officer(2, MessagePermission.APPROVE_TEMPLATE)
NEW = {"zh-hans": {"sms": "您的验证码为 {code}"}, "en": {"sms": "Your code: {code}"}}


@pytest.fixture
def template(write_template: WriteTemplate) -> str:
    return write_template(sms="验证码 {code}", en={"sms": "Code {code}"})


def draft(
    name: str, texts: Mapping[str, Mapping[str, str]] = NEW, author: Actor = AUTHOR
) -> TemplateVersionId:
    return draft_template(name=name, texts=texts, note="更清楚", author=author, now=NOW)


def decide(
    version_id: TemplateVersionId,
    *,
    is_approved: bool = True,
    reason: str = "",
    approver: Actor = APPROVER,
) -> None:
    decide_template(
        version_id=version_id, is_approved=is_approved, reason=reason, approver=approver, now=NOW
    )


def text_sent_with(template: str) -> str:
    message_id = operations.send_sms(
        template=template, mobile=MOBILE, context={"code": "482913"}, now=NOW
    )
    message = OutboxMessage.objects.get(pk=message_id)
    return f"{message.template_version.partition('-')[0]} {message.content['body']}"


class TestANewVersion:
    def test_is_in_force_once_another_officer_approves_it(self, template: str) -> None:
        version_id = draft(template)
        before = text_sent_with(template)

        decide(version_id)

        assert before == "1 验证码 482913"
        assert text_sent_with(template) == "2 您的验证码为 482913"
        events = list(AuditRecord.objects.order_by("id").values_list("event", flat=True))
        assert events == ["messages.template.drafted", "messages.template.published"]

    def test_takes_the_place_of_the_one_before(self, template: str) -> None:
        decide(draft(template))
        newest = {**NEW, "zh-hans": {"sms": "验证码：{code}"}}

        decide(draft(template, newest))

        states = TemplateVersion.objects.order_by("number").values_list("number", "state")
        assert list(states) == [(2, TemplateState.REPLACED), (3, TemplateState.PUBLISHED)]
        assert text_sent_with(template) == "3 验证码：482913"

    @pytest.mark.parametrize(
        "texts",
        [
            {"zh-hans": {"sms": "{platform}：{code}"}},
            {"zh-hans": {"subject": "{code}", "body": "{code}"}},
        ],
        ids=["variable", "channel"],
    )
    def test_gives_way_to_a_file_that_it_fits_no_more(
        self, template: str, texts: dict[str, dict[str, str]]
    ) -> None:
        # As the update of the platform leaves it that took a variable away, or added a channel.
        decide(draft(template))
        TemplateVersion.objects.update(texts=texts)

        assert text_sent_with(template) == "1 验证码 482913"

    def test_waits_on_the_list_of_whoever_may_approve(self, template: str) -> None:
        version_id = draft(template)

        (todo,) = queries.list_todos(viewer=APPROVER).todos
        decide(version_id)

        assert todo.link == f"/messages/template-versions/{version_id}/"
        assert queries.count_undone_todos(viewer=APPROVER) == 0

    def test_stays_as_it_was_when_refused_with_a_reason(self, template: str) -> None:
        version_id = draft(template)

        decide(version_id, is_approved=False, reason="太长")

        assert text_sent_with(template) == "1 验证码 482913"
        assert queries.get_version(version_id=version_id, viewer=AUTHOR).decision_note == "太长"
        draft(template)


class TestDraftTemplate:
    def test_says_how_variables_are_written(self) -> None:
        assert "{变量名}" in text_of(errors.VariableUnknown(template="x")).next
        assert "{code}" in text_of(errors.TextsIncomplete(template="x", language="en")).next

    @pytest.mark.parametrize(
        ("texts", "refusal"),
        [
            ({"zh-hans": {"sms": "{code}"}}, errors.TextsIncomplete),
            ({**NEW, "en": {"sms": "  "}}, errors.TextsIncomplete),
            ({**NEW, "en": {"sms": "{code}", "subject": "s"}}, errors.TextsIncomplete),
            ({**NEW, "en": {"sms": "Your code is here"}}, errors.TextsIncomplete),
            ({**NEW, "en": {"sms": "x" * 301}}, errors.TextTooLong),
            ({**NEW, "en": {"sms": "{name}"}}, errors.VariableUnknown),
            ({**NEW, "en": {"sms": "{code.x}"}}, errors.VariableUnknown),
            ({**NEW, "en": {"sms": "{code"}}, errors.VariableUnknown),
            ({**NEW, "en": {"sms": "call 19900001234"}}, errors.MessageHoldsIdentity),
            ({**NEW, "en": {"sms": "your password is {code}"}}, errors.MessageHoldsSecret),
            ({**NEW, "en": {"sms": "see evil.com/x"}}, errors.MessageHoldsForeignLink),
        ],
    )
    def test_refuses_texts_that_must_not_go_out(
        self, template: str, texts: dict[str, dict[str, str]], refusal: type[DomainError]
    ) -> None:
        with pytest.raises(refusal):
            draft(template, texts)
        assert not TemplateVersion.objects.exists()
        assert not AuditRecord.objects.exists()

    def test_refuses_a_second_draft_while_one_waits(self, template: str) -> None:
        draft(template)

        with pytest.raises(errors.DraftWaits):
            draft(template)
        assert TemplateVersion.objects.count() == 1

    def test_is_for_officers_who_may_and_for_templates_that_are(self, template: str) -> None:
        with pytest.raises(errors.MayNotDraft):
            draft(template, author=APPROVER)
        with pytest.raises(errors.TemplateNotFound):
            draft("samples/none")
        assert not TemplateVersion.objects.exists()


class TestDecideTemplate:
    def test_needs_four_eyes(self, template: str) -> None:
        version_id = draft(template)

        with pytest.raises(errors.AuthorIsApprover):
            decide(version_id, approver=AUTHOR)
        assert text_sent_with(template) == "1 验证码 482913"

    def test_is_for_officers_who_may(self, template: str) -> None:
        version_id = draft(template)

        with pytest.raises(errors.MayNotApprove):
            decide(version_id, approver=officer(3, MessagePermission.DRAFT_TEMPLATE))
        with pytest.raises(errors.MayNotApprove):
            queries.list_templates(viewer=officer(4))
        assert TemplateVersion.objects.get().state == TemplateState.DRAFT

    def test_refuses_without_a_reason(self, template: str) -> None:
        version_id = draft(template)

        with pytest.raises(errors.ReasonMissing):
            decide(version_id, is_approved=False, reason=" ")
        assert TemplateVersion.objects.get().state == TemplateState.DRAFT

    def test_decides_once(self, template: str) -> None:
        version_id = draft(template)
        decide(version_id)

        with pytest.raises(errors.VersionDecided):
            decide(version_id, is_approved=False, reason="doch nicht")
        assert text_sent_with(template).startswith("2 ")
        assert AuditRecord.objects.count() == 2
