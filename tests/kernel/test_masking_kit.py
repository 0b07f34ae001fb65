import pytest

from shiming.kernel import masking_kit


class TestMaskNumber:
    @pytest.mark.parametrize(
        ("number", "masked"),
        [
            ("440524188001010014", "44**************14"),
            ("12345678", "12****78"),
            ("1234", "****"),
            ("12", "**"),
            ("", ""),
        ],
    )
    def test_keeps_two_characters_at_each_end_of_long_numbers(
        self, number: str, masked: str
    ) -> None:
        assert masking_kit.mask_number(number) == masked


class TestMaskName:
    @pytest.mark.parametrize(("name", "masked"), [("张三", "张*"), ("张", "*"), ("", "")])
    def test_keeps_the_first_character(self, name: str, masked: str) -> None:
        assert masking_kit.mask_name(name) == masked


class TestMaskPhone:
    @pytest.mark.parametrize(
        ("phone", "masked"), [("13812345678", "138****5678"), ("51234567", "******67")]
    )
    def test_keeps_what_its_owner_knows_it_by(self, phone: str, masked: str) -> None:
        assert masking_kit.mask_phone(phone) == masked


class TestMaskEmail:
    @pytest.mark.parametrize(
        ("address", "masked"),
        [("zhang.san@example.cn", "z***@example.cn"), ("@example.cn", "***"), ("zhang", "***")],
    )
    def test_hides_the_box_and_its_length(self, address: str, masked: str) -> None:
        assert masking_kit.mask_email(address) == masked
