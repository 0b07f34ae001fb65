import datetime as dt

import pytest

from shiming.kernel import refusals
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.residence_permit import Origin, ResidencePermitNumber
from tests.kernel.vectors import VECTORS


class TestParse:
    @pytest.mark.parametrize("text", VECTORS["gat_residence_valid"])
    def test_accepts_published_examples(self, text: str) -> None:
        assert ResidencePermitNumber.parse(text).value == text

    @pytest.mark.parametrize(
        ("text", "refusal"),
        [
            ("81000019940823002", refusals.ResidencePermitLength),
            ("81000019940823O021", refusals.ResidencePermitAlphabet),
            ("11010519491231002X", refusals.ResidencePermitRegion),
            ("840000199408230021", refusals.ResidencePermitRegion),
            ("810000199402300021", refusals.ResidencePermitDate),
            ("810000199408230022", refusals.ResidencePermitCheckDigit),
        ],
    )
    def test_says_what_is_wrong(self, text: str, refusal: type[DomainError]) -> None:
        with pytest.raises(refusal):
            ResidencePermitNumber.parse(text)

    def test_refuses_a_birth_to_come(self) -> None:
        with pytest.raises(refusals.ResidencePermitDate):
            ResidencePermitNumber.parse("810000199408230021", today=dt.date(1994, 8, 22))

    def test_tells_where_the_holder_is_from(self) -> None:
        origins = [ResidencePermitNumber.parse(t).origin for t in VECTORS["gat_residence_valid"]]

        assert origins == [Origin.HONG_KONG, Origin.MACAU, Origin.TAIWAN]
