"""Whom a node's word is about."""

import pytest

from shiming.accounts.types import OutsideOutcome, SourceAnswer
from shiming.kernel.identifiers.documents import DocumentType
from shiming.kernel.levels import Level
from shiming.trust_sources.policies import sources as rules
from shiming.trust_sources.policies.recognition import MAPPING
from shiming.trust_sources.types import SourceReport
from tests.cast import PROOFED_CITIZEN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("source_clients")]


class TestWhoComes:
    def answer(self, **claims: object) -> SourceAnswer:
        said = {
            "sub": "x",
            "user_kind": "natural_person",
            "name": PROOFED_CITIZEN.name,
            "document_type": "resident_id_card",
            "document_number": PROOFED_CITIZEN.number,
            "acr": "urn:shiming:loa:advanced",
        } | claims
        report = SourceReport(outcome=OutsideOutcome.PROVEN, claims=said)
        mapping = rules.read_mapping(MAPPING)
        return rules.answer_of(report, mapping=mapping, level=Level.INTERMEDIATE)

    def test_is_known_by_number_and_name_at_the_level_of_their_home(self) -> None:
        answer = self.answer()

        assert answer.number is not None
        assert (answer.number.value, answer.level) == (PROOFED_CITIZEN.number, Level.INTERMEDIATE)
        assert self.answer(acr="urn:shiming:loa:primary").level is Level.PRIMARY

    @pytest.mark.requirement("S33-25")
    @pytest.mark.parametrize("kind", ["staff", "api", "unit", "agency", ""])
    def test_is_no_member_of_staff_and_no_unit(self, kind: str) -> None:
        assert self.answer(user_kind=kind).outcome is OutsideOutcome.REFUSED

    def test_may_have_another_document_than_an_identity_card(self) -> None:
        answer = self.answer(document_type="passport", document_number="X12345678")

        assert answer.number is not None
        assert answer.number.document_type is DocumentType.PASSPORT

    @pytest.mark.parametrize("document_type", ["library_card", ""])
    def test_is_nobody_by_a_document_that_is_none(self, document_type: str) -> None:
        answer = self.answer(document_type=document_type)

        assert (answer.number, answer.level) == (None, Level.REGISTERED)
