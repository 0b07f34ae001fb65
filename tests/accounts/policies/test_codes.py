import pytest
from django.db import transaction

from shiming.accounts.operations import issue_code
from shiming.accounts.policies.codes import PURPOSE_WORDS
from shiming.accounts.types import CodePurpose
from shiming.kernel.actor import visitor
from shiming.kernel.emails import EmailAddress
from shiming.messages.models import OutboxMessage
from shiming.messages.template_files import get_template
from tests.cast import UNPROOFED_CITIZEN
from tests.factories.accounts import NOW, make_visit


class TestPurposeWords:
    @pytest.mark.parametrize("purpose", CodePurpose)
    def test_name_every_purpose_in_both_languages(self, purpose: CodePurpose) -> None:
        assert all(PURPOSE_WORDS[purpose])

    @pytest.mark.django_db
    def test_stand_in_the_text_and_in_the_letter(self) -> None:
        for contact in (UNPROOFED_CITIZEN.mobile_number, EmailAddress.parse("gan@example.com")):
            with transaction.atomic():
                issue_code(
                    purpose=CodePurpose.RECOVER,
                    contact=contact,
                    visit=make_visit(),
                    actor=visitor(),
                    now=NOW,
                )

        bodies = [row.content["body"] for row in OutboxMessage.objects.all() if row.content]
        assert len(bodies) == 2
        assert all("用于找回账户并重设密码" in body for body in bodies)

    def test_stand_in_the_english_text(self) -> None:
        english: dict[str, str | int] = {
            "code": "123456",
            "minutes": 5,
            "purpose": "x",
            "purpose_en": "sign in",
        }

        text = get_template("accounts/one_time_code").fill("sms", english, "en")

        assert text.startswith("Your code to sign in is 123456")
