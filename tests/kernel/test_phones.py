import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiming.kernel import refusals
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.identifier import Caution, Change
from shiming.kernel.phones import Landline, Mobile, PhoneRegion
from tests.kernel.parsing import outcome


class TestMobile:
    @pytest.mark.parametrize(
        "typed",
        [
            "13123456789",
            "+8613123456789",
            "+86 131 2345 6789",
            "008613123456789",
            "8613123456789",
            "131-2345-6789",
            "(+86)13123456789",
            "１３１２３４５６７８９",
            "1795113123456789",
            "+86-131-2345-6789",
            " 13123456789\n",
        ],
    )
    def test_understands_every_way_to_write_a_mainland_number(self, typed: str) -> None:
        mobile = Mobile.parse(typed)

        assert (mobile.value, mobile.national) == ("+8613123456789", "13123456789")
        assert (mobile.region, mobile.typed) == (PhoneRegion.MAINLAND, typed)

    def test_says_that_a_prefix_was_removed(self) -> None:
        assert Mobile.parse("+8613123456789").changes == (Change.PREFIX_REMOVED,)
        assert Mobile.parse("13123456789").changes == ()

    def test_does_not_take_the_beginning_of_a_number_for_the_old_call_prefix(self) -> None:
        assert Mobile.parse("17951234567").national == "17951234567"

    @pytest.mark.parametrize(
        ("text", "region", "national"),
        [
            ("+85251234567", PhoneRegion.HONG_KONG, "51234567"),
            ("00853 6612 3456", PhoneRegion.MACAU, "66123456"),
            ("+886912345678", PhoneRegion.TAIWAN, "912345678"),
            ("+886 (0)912345678", PhoneRegion.TAIWAN, "912345678"),
            ("+886 0912 345 678", PhoneRegion.TAIWAN, "912345678"),
        ],
    )
    def test_knows_hong_kong_macau_and_taiwan(
        self, text: str, region: PhoneRegion, national: str
    ) -> None:
        mobile = Mobile.parse(text)

        assert (mobile.region, mobile.national) == (region, national)
        assert phonenumbers.is_valid_number(phonenumbers.parse(mobile.value))

    @pytest.mark.parametrize("prefix", ["162", "165", "167", "170", "171"])
    def test_warns_of_virtual_operators(self, prefix: str) -> None:
        assert Mobile.parse(f"{prefix}12345678").warnings == (Caution.VIRTUAL_OPERATOR,)

    def test_does_not_warn_of_the_others(self) -> None:
        assert Mobile.parse("13812345678").warnings == ()

    @pytest.mark.parametrize("text", ["1064812345678", "1461234567890", "14012345678"])
    def test_refuses_numbers_of_machines(self, text: str) -> None:
        with pytest.raises(refusals.MobileOfMachine):
            Mobile.parse(text)

        assert not phonenumbers.is_valid_number(phonenumbers.parse(text, "CN"))

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "1312345678",
            "131234567890",
            "12123456789",
            "+1 2025550123",
            "13a23456789",
            "+85211234567",
            "+85376123456",
            "0791-88888888",
            "+",
            "86",
            "()",
        ],
    )
    def test_refuses_what_is_no_mobile(self, text: str) -> None:
        with pytest.raises(refusals.MobileForm):
            Mobile.parse(text)

    def test_shows_its_ends_only(self) -> None:
        mobile = Mobile.parse("13812345678")

        assert repr(mobile) == "Mobile('138****5678')"
        assert Mobile.parse("+85251234567").masked == "******67"

    @given(st.from_regex(r"1(3\d|5[0-35-9]|7[3-8]|8\d|9[0-35-9])\d{8}", fullmatch=True))
    def test_has_one_value_for_all_spellings(self, national: str) -> None:
        national = "".join(str(int(d)) for d in national)

        mobile = Mobile.parse(national)

        assert mobile == Mobile.parse(f"+86{national}") == Mobile.parse(mobile.value)
        assert national not in repr(mobile)

    @given(st.text(max_size=30))
    def test_answers_any_text_with_a_number_or_a_refusal(self, text: str) -> None:
        mobile = outcome(Mobile.parse, text)

        if isinstance(mobile, DomainError):
            assert mobile.code.startswith("kernel.mobile.")
        else:
            assert Mobile.parse(mobile.value) == mobile


class TestLandline:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("0791-88888888", "0791-88888888"),
            ("079188888888", "0791-88888888"),
            ("(0791) 88888888", "0791-88888888"),
            ("010-66001122", "010-66001122"),
            ("01066001122", "010-66001122"),
            ("0559-2512345", "0559-2512345"),
            ("0791-88888888-123", "0791-88888888-123"),
            ("0791-88888888转123", "0791-88888888-123"),
            ("0791-88888888 ext 123", "0791-88888888-123"),
        ],
    )
    def test_understands_area_code_number_and_extension(self, text: str, value: str) -> None:
        assert Landline.parse(text).value == value

    @pytest.mark.parametrize(
        "text", ["", "88888888", "0791-188888", "1-2-3-4", "13123456789", "010-6600112"]
    )
    def test_refuses_other_forms(self, text: str) -> None:
        with pytest.raises(refusals.LandlineForm):
            Landline.parse(text)

    def test_shows_area_code_and_last_digits_only(self) -> None:
        assert repr(Landline.parse("0791-88886612")) == "Landline('0791-******12')"
