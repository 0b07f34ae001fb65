import pytest

from shiming.audit.models import AuditRecord
from shiming.kernel.actor import visitor
from shiming.kernel.levels import Level
from shiming.proofing import errors
from shiming.proofing.actions.start_proofing import start_proofing
from shiming.proofing.models import ProofingCase
from shiming.proofing.types import CaseState
from tests.proofing.walk import NOW, Walk

pytestmark = pytest.mark.django_db


class TestStartProofing:
    def test_opens_a_case_and_keeps_where_the_person_came_from(self, walk: Walk) -> None:
        started = start_proofing(
            actor=walk.actor, wanted_level=Level.INTERMEDIATE, return_to="/oauth2/x", now=NOW
        )

        case = walk.case
        assert (case.pk, case.state, case.return_to) == (
            started.case_id,
            CaseState.DRAFT,
            "/oauth2/x",
        )
        assert AuditRecord.objects.filter(event="proofing.case.started").count() == 1

    def test_goes_on_with_the_case_that_is_open(self, walk: Walk) -> None:
        walk.start(level=Level.PRIMARY, return_to="/a")

        again = start_proofing(
            actor=walk.actor, wanted_level=Level.INTERMEDIATE, return_to="/b", now=NOW
        )

        assert not again.is_new
        assert ProofingCase.objects.count() == 1
        assert (walk.case.wanted_level, walk.case.return_to) == (Level.INTERMEDIATE, "/b")

    def test_opens_a_new_case_after_one_that_is_decided(self, walk: Walk) -> None:
        walk.to_live().show_face()

        started = start_proofing(
            actor=walk.actor, wanted_level=Level.INTERMEDIATE, return_to="", now=NOW
        )

        assert started.is_new
        assert walk.case.state == CaseState.DRAFT

    def test_is_for_accounts_only(self, db: None) -> None:
        with pytest.raises(errors.CaseNotFound):
            start_proofing(actor=visitor(), wanted_level=Level.INTERMEDIATE, return_to="", now=NOW)
        assert not ProofingCase.objects.exists()
