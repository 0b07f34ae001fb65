"""Templates take exactly their variables, and never let an identity number out."""

import pytest

from shiming.messages.errors import MessageHoldsIdentity, TemplateUnfit
from shiming.messages.template_files import get_template
from tests.messages.conftest import WriteTemplate

NUMBER = "600101199406182081"


class TestATemplate:
    def test_fills_in_its_variables(self, write_template: WriteTemplate) -> None:
        name = write_template(sms="验证码 {code}，{minutes} 分钟内有效。")

        text = get_template(name).fill("sms", {"code": "482913", "minutes": 5})

        assert text == "验证码 482913，5 分钟内有效。"

    @pytest.mark.parametrize("context", [{}, {"code": "1", "name": "x"}, {"name": "x"}])
    def test_refuses_missing_and_extra_variables(
        self, write_template: WriteTemplate, context: dict[str, str]
    ) -> None:
        name = write_template(sms="验证码 {code}")

        with pytest.raises(TemplateUnfit):
            get_template(name).fill("sms", context)

    def test_changes_its_version_with_its_text(self, write_template: WriteTemplate) -> None:
        first = get_template(write_template(sms="验证码 {code}")).version
        second = get_template(write_template(sms="您的验证码 {code}")).version
        third = get_template(write_template(sms="验证码 {code}")).version

        assert first == third != second

    @pytest.mark.parametrize("text", ["{0}", "{}", "{a.b}", "{a[0]}", "{a:>9}", "{a!r}"])
    def test_refuses_fields_that_reach_into_values(
        self, write_template: WriteTemplate, text: str
    ) -> None:
        name = write_template(sms=text)

        with pytest.raises(TemplateUnfit):
            get_template(name)

    @pytest.mark.parametrize("texts", [{}, {"subject": "s"}, {"body": "b"}, {"wechat": "w"}])
    def test_refuses_a_file_with_parts_missing_or_unknown(
        self, write_template: WriteTemplate, texts: dict[str, str]
    ) -> None:
        name = write_template(**texts)

        with pytest.raises(TemplateUnfit):
            get_template(name)

    @pytest.mark.parametrize("name", ["samples/none", "nowhere/code", "code", "../messages/x"])
    def test_must_exist(self, write_template: WriteTemplate, name: str) -> None:
        with pytest.raises(TemplateUnfit):
            get_template(name)

    @pytest.mark.parametrize("number", [NUMBER, "6001 0119 9406 1820 81", "19900001234"])
    def test_lets_no_unmasked_number_out(self, write_template: WriteTemplate, number: str) -> None:
        name = write_template(sms="您的号码 {number}")

        with pytest.raises(MessageHoldsIdentity):
            get_template(name).fill("sms", {"number": number})

    def test_lets_a_masked_number_out(self, write_template: WriteTemplate) -> None:
        name = write_template(sms="您的号码 {number}")

        assert "60***" in get_template(name).fill("sms", {"number": "60**************81"})
