from collections.abc import Sequence

import pytest

from shiming.accounts import errors
from shiming.accounts.policies.passwords import is_common, refusal_to_password
from shiming.accounts.types import (
    DEFAULT_PROFILE,
    STRICT_SAMR_PROFILE,
    TAX_PROFILE,
    PasswordProfile,
)
from shiming.kernel.errors import DomainError

GOOD = "Tulpen-und-7-Narzissen"


def refused(
    password: str, profile: PasswordProfile = DEFAULT_PROFILE, parts: Sequence[str] = ()
) -> type[DomainError] | None:
    refusal = refusal_to_password(password, profile=profile, personal_parts=parts)
    return None if refusal is None else type(refusal)


class TestDefaultProfile:
    def test_takes_a_good_password(self) -> None:
        assert refused(GOOD) is None

    @pytest.mark.parametrize("password", ["", "Ab3-xyz"])
    def test_refuses_less_than_eight_characters(self, password: str) -> None:
        assert refused(password) is errors.PasswordTooShort

    def test_takes_sixty_four_characters_and_no_more(self) -> None:
        longest = ("Kranich-4-Moorhuhn-" * 4)[:64]

        assert refused(longest) is None
        assert refused(longest + "x") is errors.PasswordTooLong

    def test_refuses_a_megabyte_by_its_length(self) -> None:
        assert refused("aB3-" * 262_144) is errors.PasswordTooLong

    def test_wants_three_of_four_classes(self) -> None:
        assert refused("tulpenundnarzissen7") is errors.PasswordTooUniform
        assert refused("Tulpenundnarzissen7") is None
        assert refused("tulpen-und-narzissen-7") is None

    def test_refuses_control_characters(self) -> None:
        assert refused("Tulpen\x00und7Narzissen") is errors.PasswordHasControlCharacters

    def test_refuses_what_others_know_of_the_owner(self) -> None:
        assert refused("Xq-tulpenfreund-7", parts=["Tulpenfreund"]) is errors.PasswordIsPersonal
        assert refused("Xq-14010010-rest", parts=["14010010"]) is errors.PasswordIsPersonal

    def test_passes_over_personal_parts_that_are_too_short_to_tell(self) -> None:
        assert refused(GOOD, parts=["", "und"]) is None


class TestStrictProfile:
    @pytest.mark.requirement("S13-3")
    def test_wants_digits_capitals_and_small_letters_all_three(self) -> None:
        assert refused("tulpen-und-7-narzissen", STRICT_SAMR_PROFILE) is errors.PasswordLacksClasses
        assert refused("TULPEN-UND-7-NARZISSEN", STRICT_SAMR_PROFILE) is errors.PasswordLacksClasses
        assert refused("Tulpen-und-Narzissen", STRICT_SAMR_PROFILE) is errors.PasswordLacksClasses
        assert refused("TulpenUnd7Narzissen", STRICT_SAMR_PROFILE) is None


class TestTaxProfile:
    def test_wants_eight_to_fifteen_characters_of_three_classes(self) -> None:
        assert refused("Gf4-kra", TAX_PROFILE) is errors.PasswordTooShort
        assert refused("Gf4-kran", TAX_PROFILE) is None
        assert refused("Gf4-kranichmoor", TAX_PROFILE) is None
        assert refused("Gf4-kranichmoors", TAX_PROFILE) is errors.PasswordTooLong
        assert refused("gf4kranich", TAX_PROFILE) is errors.PasswordTooUniform


class TestIsCommon:
    @pytest.mark.parametrize(
        "password",
        [
            "Aa123456",
            "Password1",
            "P@ssw0rd123",
            "Qwer1234!",
            "1qaz2wsx3EDC",
            "Woaini1314",
            "Zhang1990!",
            "Abc!@#123",
            "Admin@2024",
            "aaaaAAAA1111",
            "7654321Abc",
        ],
    )
    def test_knows_what_everybody_tries(self, password: str) -> None:
        assert is_common(password)

    @pytest.mark.parametrize("password", [GOOD, "Gf4-kranich", "长风破浪7-Ok", "xV9#mTq2Lp"])
    def test_lets_others_pass(self, password: str) -> None:
        assert not is_common(password)
