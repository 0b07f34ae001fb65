import datetime as dt

import pytest

from shiming.kernel import refusals
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.gb11643 import Sex
from shiming.kernel.identifiers.identifier import Caution, Identifier
from shiming.kernel.identifiers.permanent_residence_card import (
    PermanentResidenceCard2017,
    PermanentResidenceCard2023,
    parse_permanent_residence_card,
)
from tests.kernel.vectors import VECTORS

LINK = VECTORS["fpr2023_to_2017"]


class TestPermanentResidenceCard2023:
    @pytest.mark.parametrize("text", VECTORS["fpr2023_valid"])
    def test_accepts_published_examples(self, text: str) -> None:
        assert PermanentResidenceCard2023.parse(text).value == text

    def test_tells_what_it_carries(self) -> None:
        number = PermanentResidenceCard2023.parse("931586198001010028")

        assert (number.province, number.nationality_number) == ("31", "586")
        assert (number.birth_date, number.sex) == (dt.date(1980, 1, 1), Sex.FEMALE)

    @pytest.mark.parametrize(
        ("text", "refusal"),
        [
            ("93158619800101002", refusals.PermanentResidenceCardLength),
            ("9315861980O1010028", refusals.PermanentResidenceCardAlphabet),
            ("11010519491231002X", refusals.PermanentResidenceCardAlphabet),
            ("931586198013010028", refusals.PermanentResidenceCardDate),
            ("931586198001010029", refusals.PermanentResidenceCardCheckDigit),
        ],
    )
    def test_says_what_is_wrong(self, text: str, refusal: type[DomainError]) -> None:
        with pytest.raises(refusal):
            PermanentResidenceCard2023.parse(text)


class TestEarlierNumber:
    def test_links_the_new_card_to_the_old(self) -> None:
        new = PermanentResidenceCard2023.parse(LINK["new"])

        old = new.earlier_number(nationality=LINK["alpha3"], relation=LINK["relation"])

        assert old == PermanentResidenceCard2017.parse(LINK["old"])

    @pytest.mark.parametrize("relation", ["", "   "])
    def test_is_none_where_there_was_no_earlier_card(self, relation: str) -> None:
        new = PermanentResidenceCard2023.parse(LINK["new"])

        assert new.earlier_number(nationality="USA", relation=relation) is None

    @pytest.mark.parametrize("relation", ["01", "O11", "0111"])
    def test_refuses_an_item_that_it_does_not_understand(self, relation: str) -> None:
        new = PermanentResidenceCard2023.parse(LINK["new"])

        with pytest.raises(refusals.PermanentResidenceCardRelation):
            new.earlier_number(nationality="USA", relation=relation)


class TestPermanentResidenceCard2017:
    @pytest.mark.parametrize("text", VECTORS["fpr2017_731"])
    def test_accepts_synthetic_examples(self, text: str) -> None:
        number = PermanentResidenceCard2017.parse(text)

        assert (number.value, number.warnings) == (text, ())
        assert number.nationality == text[:3]

    def test_only_warns_of_the_published_specimen(self) -> None:
        number = PermanentResidenceCard2017.parse("CAN110081080319")

        assert number.warnings == (Caution.CHECK_DIGIT,)

    @pytest.mark.parametrize(
        ("text", "refusal"),
        [
            ("USA11017504011", refusals.PermanentResidenceCardLength),
            ("US1110175040119", refusals.PermanentResidenceCardAlphabet),
            ("USA110175130119", refusals.PermanentResidenceCardDate),
        ],
    )
    def test_says_what_is_wrong(self, text: str, refusal: type[DomainError]) -> None:
        with pytest.raises(refusal):
            PermanentResidenceCard2017.parse(text)


class TestParsePermanentResidenceCard:
    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("usa110175040119", PermanentResidenceCard2017),
            ("９１１８４０１９７５０４０１００１０", PermanentResidenceCard2023),
        ],
    )
    def test_tells_the_versions_apart(self, text: str, kind: type[Identifier]) -> None:
        assert type(parse_permanent_residence_card(text)) is kind

    def test_refuses_nothing_with_its_length(self) -> None:
        with pytest.raises(refusals.PermanentResidenceCardLength):
            parse_permanent_residence_card("")
