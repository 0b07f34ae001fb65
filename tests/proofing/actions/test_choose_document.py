import pytest

from shiming.kernel.identifiers.documents import DocumentType
from shiming.proofing import errors, queries
from shiming.proofing.actions.choose_document import choose_document
from shiming.proofing.types import DOCUMENTS
from tests.proofing.walk import NOW, Walk

pytestmark = pytest.mark.django_db

CARD = DocumentType.RESIDENT_ID_CARD


class TestChooseDocument:
    def test_refuses_what_only_the_window_takes(self, walk: Walk) -> None:
        walk.start()

        with pytest.raises(errors.DocumentOnlyAtCounter):
            choose_document(actor=walk.actor, document_type=DocumentType.TAIWAN_PERMIT, now=NOW)
        assert walk.case.document_type == CARD

    def test_keeps_what_was_gathered_if_the_choice_is_the_same(self, walk: Walk) -> None:
        walk.to_form().confirm()

        choose_document(actor=walk.actor, document_type=CARD, now=NOW)

        assert walk.case.form_confirmed_at == NOW

    def test_drops_what_belongs_to_another_document(
        self, walk: Walk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        walk.to_form().confirm()
        # No second document can be proven online yet: let one be for this test.
        monkeypatch.setitem(DOCUMENTS, DocumentType.TAIWAN_PERMIT, DOCUMENTS[CARD])

        choose_document(actor=walk.actor, document_type=DocumentType.TAIWAN_PERMIT, now=NOW)

        case = walk.case
        assert case.document_type == DocumentType.TAIWAN_PERMIT
        assert (case.entered, case.form_confirmed_at) == ({}, None)
        assert queries.pictures_of(case=case) == {}

    def test_refuses_once_the_case_is_handed_in(self, walk: Walk) -> None:
        walk.to_live()

        with pytest.raises(errors.CaseMovedOn):
            choose_document(actor=walk.actor, document_type=CARD, now=NOW)
