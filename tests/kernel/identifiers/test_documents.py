import datetime as dt
import functools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiming.kernel import refusals
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.check_digits import mod_11_2
from shiming.kernel.identifiers.documents import DocumentType, parse_document_number
from shiming.kernel.identifiers.gb11643 import Sex
from shiming.kernel.identifiers.identifier import Caution, Change
from tests.kernel.parsing import outcome

EXAMPLES = {
    DocumentType.RESIDENT_ID_CARD: "11010519491231002X",
    DocumentType.TEMPORARY_RESIDENT_ID_CARD: "110105491231002",
    DocumentType.HOUSEHOLD_REGISTER: "11010519491231002X",
    DocumentType.HK_MACAU_PERMIT: "H1234567801",
    DocumentType.HKMT_RESIDENCE_PERMIT: "810000199408230021",
    DocumentType.TAIWAN_PERMIT: "12345678",
    DocumentType.PASSPORT: "L898902C3",
    DocumentType.PERMANENT_RESIDENCE_CARD: "911840197504010010",
    DocumentType.MILITARY: "军字第1234567号",
    DocumentType.POLICE: "武字第1234567号",
    DocumentType.OTHER: "AB-123/4",
}


class TestParseDocumentNumber:
    @pytest.mark.parametrize("document_type", DocumentType)
    def test_knows_a_rule_for_every_type(self, document_type: DocumentType) -> None:
        number = parse_document_number(document_type, EXAMPLES[document_type])

        assert number.document_type is document_type
        assert number.typed == EXAMPLES[document_type]

    @pytest.mark.parametrize("document_type", DocumentType)
    def test_refuses_an_empty_number_of_every_type(self, document_type: DocumentType) -> None:
        with pytest.raises(DomainError):
            parse_document_number(document_type, "")

    @pytest.mark.parametrize("document_type", DocumentType)
    @given(text=st.text(max_size=45))
    def test_answers_any_text_with_a_number_or_a_refusal(
        self, document_type: DocumentType, text: str
    ) -> None:
        number = outcome(functools.partial(parse_document_number, document_type), text)

        if isinstance(number, DomainError):
            assert number.code.startswith("kernel.")
        else:
            assert number.masked != number.value

    @pytest.mark.parametrize("document_type", DocumentType)
    def test_never_shows_the_number(self, document_type: DocumentType) -> None:
        number = parse_document_number(document_type, EXAMPLES[document_type])

        assert number.value not in repr(number)
        assert number.value not in str(number)
        assert number.masked in repr(number)

    def test_says_what_is_odd_and_what_was_changed(self) -> None:
        number = parse_document_number(DocumentType.TAIWAN_PERMIT, " 0123456789(B) ")

        assert set(number.warnings) == {Caution.NO_CHECK_DIGIT, Caution.OLDER_FORM}
        assert number.changes == (Change.TRIMMED, Change.SEPARATORS_REMOVED)

    def test_tells_birth_and_sex_where_the_number_carries_them(self) -> None:
        resident = parse_document_number(DocumentType.RESIDENT_ID_CARD, "11010519491231002X")
        passport = parse_document_number(DocumentType.PASSPORT, "L898902C3")

        assert (resident.birth_date, resident.sex) == (dt.date(1949, 12, 31), Sex.FEMALE)
        assert (passport.birth_date, passport.sex) == (None, None)

    @pytest.mark.parametrize(
        "document_type",
        [
            DocumentType.RESIDENT_ID_CARD,
            DocumentType.HKMT_RESIDENCE_PERMIT,
            DocumentType.PERMANENT_RESIDENCE_CARD,
        ],
    )
    def test_refuses_births_to_come_when_told_the_date(self, document_type: DocumentType) -> None:
        with pytest.raises(DomainError) as caught:
            parse_document_number(document_type, EXAMPLES[document_type], today=dt.date(1900, 1, 1))

        assert caught.value.code.endswith(".date")

    def test_makes_one_key_of_a_permit_over_its_renewals(self) -> None:
        first = parse_document_number(DocumentType.HK_MACAU_PERMIT, "H1234567801")
        second = parse_document_number(DocumentType.HK_MACAU_PERMIT, "H1234567802")

        assert first.key == second.key

    @pytest.mark.parametrize(
        ("document_type", "text", "is_sample"),
        [
            (
                DocumentType.RESIDENT_ID_CARD,
                "60010119900307001" + mod_11_2("60010119900307001"),
                True,
            ),
            (DocumentType.RESIDENT_ID_CARD, "110101199003070011", False),
            (DocumentType.PERMANENT_RESIDENCE_CARD, "911840197504010010", False),
            (DocumentType.PASSPORT, "L898902C3", False),
        ],
    )
    def test_knows_samples(
        self, document_type: DocumentType, text: str, *, is_sample: bool
    ) -> None:
        assert parse_document_number(document_type, text).is_sample is is_sample

    def test_takes_documents_whose_kind_the_list_lacks(self) -> None:
        assert parse_document_number(DocumentType.OTHER, "rf 2024-001").value == "RF2024-001"

    @pytest.mark.parametrize("text", ["A", "A" * 41, "A\x00B", "A<script>"])
    def test_refuses_other_documents_with_strange_signs(self, text: str) -> None:
        with pytest.raises(refusals.OtherDocumentForm):
            parse_document_number(DocumentType.OTHER, text)
