import pytest

from shiming.proofing import errors, queries
from shiming.proofing.actions.send_picture_to_person import send_picture_to_person
from shiming.proofing.ports import DocumentSide
from shiming.proofing.types import CaseState, PictureRole, PictureState, StepKey
from tests.proofing.walk import NOW, Walk

pytestmark = pytest.mark.django_db


class TestSendPictureToPerson:
    def test_is_open_once_taking_it_anew_has_not_helped(self, walk: Walk) -> None:
        walk.reader.fields = {}
        walk.start().photograph(StepKey.FRONT).photograph(StepKey.FRONT, shade=7)

        send_picture_to_person(actor=walk.actor, role=PictureRole.FRONT, now=NOW)

        front = queries.pictures_of(case=walk.case)[PictureRole.FRONT]
        assert front.state == PictureState.MANUAL

    def test_ends_with_a_person_even_if_the_face_is_right(self, walk: Walk) -> None:
        walk.reader.fields = {}
        walk.start().photograph(StepKey.FRONT).photograph(StepKey.FRONT, shade=7)
        send_picture_to_person(actor=walk.actor, role=PictureRole.FRONT, now=NOW)
        walk.reader.fields = None

        walk.photograph(StepKey.BACK, shade=8).confirm().submit().show_face()

        assert (walk.case.state, walk.case.causes) == (
            CaseState.MANUAL_REVIEW,
            ["document_unread"],
        )

    def test_ends_with_a_person_even_if_the_faces_differ(self, walk: Walk) -> None:
        walk.reader.fields = {}
        walk.start().photograph(StepKey.FRONT).photograph(StepKey.FRONT, shade=7)
        send_picture_to_person(actor=walk.actor, role=PictureRole.FRONT, now=NOW)
        walk.reader.fields = None
        walk.face.scores = [0.1]

        walk.photograph(StepKey.BACK, shade=8).confirm().submit().show_face()

        assert walk.case.state == CaseState.MANUAL_REVIEW

    def test_wants_a_second_try_first(self, walk: Walk) -> None:
        walk.reader.side_seen = DocumentSide.BACK
        walk.start().photograph(StepKey.FRONT)

        with pytest.raises(errors.RetakeFirst):
            send_picture_to_person(actor=walk.actor, role=PictureRole.FRONT, now=NOW)
        front = queries.pictures_of(case=walk.case)[PictureRole.FRONT]
        assert front.state == PictureState.REJECTED

    def test_wants_a_picture_that_was_rejected(self, walk: Walk) -> None:
        walk.reader.fields = {}
        walk.start().photograph(StepKey.FRONT).photograph(StepKey.FRONT, shade=7)
        walk.reader.fields = None
        walk.photograph(StepKey.FRONT, shade=9)

        with pytest.raises(errors.CaseMovedOn):
            send_picture_to_person(actor=walk.actor, role=PictureRole.FRONT, now=NOW)
