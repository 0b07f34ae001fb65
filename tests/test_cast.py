import pytest

from shiming.kernel.identifiers.identifier import Caution
from tests.cast import CAST, Member


@pytest.mark.parametrize("member", CAST, ids=lambda member: member.name)
class TestCast:
    def test_has_numbers_that_cannot_belong_to_anybody(self, member: Member) -> None:
        assert member.document_number.is_sample

    def test_has_names_and_mobiles_that_the_product_accepts(self, member: Member) -> None:
        assert member.person_name.value == member.name
        assert member.mobile_number.national == member.mobile
        assert Caution.VIRTUAL_OPERATOR not in member.mobile_number.warnings


def test_nobody_shares_anything() -> None:
    assert len({member.number for member in CAST}) == len(CAST)
    assert len({member.mobile for member in CAST}) == len(CAST)
    assert len({member.name for member in CAST}) == len(CAST)
