import pytest

from shiming.kernel import refusals
from shiming.kernel.emails import EmailAddress


class TestEmailAddress:
    @pytest.mark.parametrize(
        ("typed", "value"),
        [
            ("Gan.Mei+shiming@Example.COM", "Gan.Mei+shiming@example.com"),
            ("  ｇａｎ＠ｅｘａｍｐｌｅ．ｃｏｍ\u200b", "gan@example.com"),
            ("a@b-c.edu.cn", "a@b-c.edu.cn"),
        ],
    )
    def test_understands_what_people_type(self, typed: str, value: str) -> None:
        assert EmailAddress.parse(typed).value == value

    @pytest.mark.parametrize(
        "typed",
        [
            "",
            "gan",
            "gan@localhost",
            "gan@@example.com",
            ".gan@example.com",
            "gan..mei@example.com",
            '"gan mei"@example.com',
            "gan@[127.0.0.1]",
            "gan@-example.com",
            "gan@example.com\nBcc: all@example.com",
            "gan@example.com,all@example.com",
            f"{'a' * 65}@example.com",
            f"a@{'b' * 63}.{'c' * 63}.{'d' * 63}.{'e' * 63}.cn",
            "干@example.com",
        ],
    )
    def test_refuses_what_nobody_has(self, typed: str) -> None:
        with pytest.raises(refusals.EmailForm):
            EmailAddress.parse(typed)

    def test_is_the_same_in_small_and_capital_letters(self) -> None:
        assert (
            EmailAddress.parse("Gan@example.com").key == EmailAddress.parse("gan@EXAMPLE.com").key
        )

    def test_shows_itself_masked(self) -> None:
        address = EmailAddress.parse("gan@example.com")

        assert f"{address} {address!r}" == "g***@example.com EmailAddress('g***@example.com')"
