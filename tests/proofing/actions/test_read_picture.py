import pytest

from shiming.audit.models import AuditRecord
from shiming.kernel.ids import new_id
from shiming.proofing import errors, queries
from shiming.proofing.actions.read_picture import read_picture
from shiming.proofing.models import CasePicture
from shiming.proofing.ports import (
    DocumentField,
    DocumentSide,
    PictureFinding,
    PicturePlace,
    PictureProblem,
)
from shiming.proofing.types import PictureId, PictureState, StepKey
from tests.cast import PROOFED_CITIZEN
from tests.proofing.walk import NOW, Walk

pytestmark = pytest.mark.django_db


def only_picture() -> CasePicture:
    return CasePicture.objects.get()


class TestReadPicture:
    def test_keeps_what_was_read_and_no_more_than_is_needed(self, walk: Walk) -> None:
        walk.start().photograph(StepKey.FRONT)

        picture = only_picture()
        assert picture.state == PictureState.READ
        assert picture.reading == {
            "name": PROOFED_CITIZEN.name,
            "number": PROOFED_CITIZEN.number,
            "ethnicity": "汉",
        }
        assert picture.engine == "fake 1"
        assert AuditRecord.objects.filter(event="proofing.picture.read").count() == 1

    def test_says_what_is_wrong_and_where(self, walk: Walk) -> None:
        walk.inspector.findings = (
            PictureFinding(
                problem=PictureProblem.GLARE, measured=0.2, limit=0.06, place=PicturePlace.NUMBER
            ),
            PictureFinding(problem=PictureProblem.BLURRED, measured=3.0, limit=10.0),
        )

        walk.start().photograph(StepKey.FRONT)

        picture = only_picture()
        assert picture.state == PictureState.REJECTED
        assert picture.findings == [
            {"code": "glare", "place": "number"},
            {"code": "blurred", "place": "whole"},
        ]

    def test_rejects_the_wrong_side_and_pictures_of_no_card(self, walk: Walk) -> None:
        walk.reader.side_seen = DocumentSide.BACK
        walk.start().photograph(StepKey.FRONT)
        assert only_picture().findings == [{"code": "wrong_side", "place": "whole"}]

        walk.reader.is_blank = True
        walk.photograph(StepKey.FRONT, shade=7)
        kept = queries.pictures_of(case=walk.case).values()
        assert [one.findings[0]["code"] for one in kept] == ["no_card"]

    def test_rejects_a_card_on_which_nothing_can_be_read(self, walk: Walk) -> None:
        walk.reader.fields = {}
        walk.start().photograph(StepKey.FRONT)

        assert only_picture().findings == [{"code": "unreadable", "place": "whole"}]

    def test_keeps_a_misread_field_for_the_person_to_correct(self, walk: Walk) -> None:
        walk.reader.fields = {DocumentField.NAME: "7", DocumentField.NUMBER: "1234"}
        walk.start().photograph(StepKey.FRONT)

        assert only_picture().reading == {"name": "7", "number": "1234"}

    def test_leaves_the_picture_to_a_person_without_a_reader(self, walk: Walk) -> None:
        walk.reader.is_unavailable = True
        walk.start().photograph(StepKey.FRONT)

        assert only_picture().state == PictureState.MANUAL

    def test_reads_without_an_inspector(self, walk: Walk) -> None:
        walk.inspector.is_unavailable = True
        walk.start().photograph(StepKey.FRONT)

        assert only_picture().state == PictureState.READ

    def test_does_no_harm_when_it_is_run_again(self, walk: Walk) -> None:
        walk.start().photograph(StepKey.FRONT)

        state = read_picture(picture_id=PictureId(only_picture().pk), now=NOW)

        assert state is PictureState.READ
        assert AuditRecord.objects.filter(event="proofing.picture.read").count() == 1

    def test_knows_no_other_pictures(self, db: None) -> None:
        with pytest.raises(errors.PictureNotFound):
            read_picture(picture_id=PictureId(new_id()), now=NOW)
