"""Units are found by every number that they have or had (S32-12, S33-24)."""

import pytest

from shiming.kernel.actor import system_actor
from shiming.legal_persons import errors, operations, queries
from shiming.legal_persons.models import FormerNumber, LegalPerson
from shiming.legal_persons.types import FormerNumberKind
from shiming.vault import queries as vault
from tests.factories.accounts import NOW
from tests.factories.legal_persons import CODE, OTHER_CODE, make_unit

pytestmark = pytest.mark.django_db

ACTOR = system_actor(device="tests")
TAXPAYER_NUMBER = "600101700000011"
FORMER = {
    FormerNumberKind.REGISTRATION: "600101000000014",
    FormerNumberKind.ORGANISATION: "MA0TE5T16",
    FormerNumberKind.TAXPAYER: "600101700000029",
    FormerNumberKind.SOCIAL_INSURANCE: "SB-600101-7788",
    FormerNumberKind.STATISTICS: "600101-55",
}


@pytest.mark.requirement("S32-12")
class TestTaxpayerNumber:
    def test_is_a_field_of_its_own_beside_the_credit_code(self) -> None:
        make_unit(taxpayer_number=TAXPAYER_NUMBER)

        by_code, by_number = queries.find_by_number(CODE), queries.find_by_number(TAXPAYER_NUMBER)

        assert by_code == by_number
        assert by_code is not None
        assert (by_code.credit_code, by_code.taxpayer_number) == (CODE, TAXPAYER_NUMBER)

    def test_is_kept_encrypted_since_it_may_hold_an_identity_number(self) -> None:
        unit = make_unit(taxpayer_number=TAXPAYER_NUMBER)

        row = LegalPerson.objects.get(pk=unit)

        assert row.taxpayer_index in vault.blind_indexes(queries.TAXPAYER_INDEX, TAXPAYER_NUMBER)
        assert TAXPAYER_NUMBER not in repr(queries.get_legal_person(unit))

    def test_belongs_to_one_unit(self) -> None:
        make_unit(taxpayer_number=TAXPAYER_NUMBER)

        with pytest.raises(errors.UnitExists):
            make_unit(code=OTHER_CODE, taxpayer_number=TAXPAYER_NUMBER)

        assert LegalPerson.objects.count() == 1


@pytest.mark.requirement("S33-24")
class TestFiveInOne:
    @pytest.mark.parametrize("kind", FormerNumberKind)
    def test_each_number_that_the_code_replaces_finds_the_unit(
        self, kind: FormerNumberKind
    ) -> None:
        unit = make_unit()
        operations.add_former_number(
            legal_person_id=unit, kind=kind, number=FORMER[kind], actor=ACTOR, now=NOW
        )

        found = queries.find_by_number(FORMER[kind])

        assert found is not None
        assert found.id == unit
        assert found.credit_code == CODE

    def test_the_code_has_eighteen_characters(self) -> None:
        make_unit()

        assert queries.find_by_number(CODE[:17]) is None
        assert queries.find_by_number(CODE) is not None

    def test_a_number_is_one_units(self) -> None:
        kind = FormerNumberKind.SOCIAL_INSURANCE
        for code in (CODE, OTHER_CODE):
            make_unit(code=code, name=f"样本市{code[-1]}号有限公司")
        first, second = (queries.find_by_number(code) for code in (CODE, OTHER_CODE))
        assert first is not None
        assert second is not None
        operations.add_former_number(
            legal_person_id=first.id, kind=kind, number=FORMER[kind], actor=ACTOR, now=NOW
        )

        with pytest.raises(errors.NumberTaken):
            operations.add_former_number(
                legal_person_id=second.id, kind=kind, number=FORMER[kind], actor=ACTOR, now=NOW
            )

        assert FormerNumber.objects.count() == 1

    def test_adding_it_twice_changes_nothing(self) -> None:
        unit = make_unit()
        for _ in range(2):
            operations.add_former_number(
                legal_person_id=unit,
                kind=FormerNumberKind.ORGANISATION,
                number="MA0TE5T1-6",
                actor=ACTOR,
                now=NOW,
            )

        assert FormerNumber.objects.count() == 1


class TestPasting:
    @pytest.mark.parametrize(
        "typed",
        [f" {CODE[:6]} {CODE[6:]}　", CODE.lower(), "".join(chr(ord(c) + 0xFEE0) for c in CODE)],
    )
    def test_blanks_small_and_full_width_letters_do_not_matter(self, typed: str) -> None:
        make_unit()

        found = queries.find_by_number(typed)

        assert found is not None
        assert found.credit_code == CODE

    @pytest.mark.parametrize("typed", ["", "  ", "\0", "x" * 500, "不是号码"])
    def test_what_is_no_number_finds_nothing(self, typed: str) -> None:
        make_unit()

        assert queries.find_by_number(typed) is None
