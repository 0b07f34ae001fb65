import pytest

from shiming.accounts.models import Account
from shiming.audit.models import AuditRecord
from shiming.kernel import refusals
from shiming.proofing import errors
from shiming.proofing.types import StepKey
from tests.cast import MINOR, PROOFED_CITIZEN, UNPROOFED_CITIZEN
from tests.factories.accounts import attach, make_account
from tests.proofing.walk import NOW, Walk

pytestmark = pytest.mark.django_db


class TestConfirmForm:
    def test_keeps_the_fields_and_how_each_came_in(self, walk: Walk) -> None:
        walk.to_form().confirm(issuer="另一个公安局")

        case = walk.case
        assert case.form_confirmed_at == NOW
        assert case.entered["number"] == PROOFED_CITIZEN.number
        assert (case.entry_ways["number"], case.entry_ways["issuer"]) == ("ocr", "typed")
        assert case.causes == []
        details = str(AuditRecord.objects.get(event="proofing.form.confirmed").details)
        assert "issuer" in details

    def test_notes_what_was_overruled(self, walk: Walk) -> None:
        walk.to_form().confirm(name=UNPROOFED_CITIZEN.name)

        assert walk.case.causes == ["fields_corrected"]

    def test_takes_a_correction_of_a_correction(self, walk: Walk) -> None:
        walk.to_form().confirm(name=UNPROOFED_CITIZEN.name).confirm()

        assert walk.case.causes == []

    @pytest.mark.parametrize(
        ("changes", "refusal"),
        [
            ({"number": "600101198506150024"}, refusals.ResidentNumberCheckDigit),
            ({"valid_until": "2020-01-01"}, errors.DocumentExpired),
            ({"name": "陈"}, refusals.NameLength),
            ({"name": MINOR.name, "number": MINOR.number}, errors.GuardianNeeded),
        ],
    )
    def test_refuses_and_keeps_nothing(
        self, walk: Walk, changes: dict[str, str], refusal: type[Exception]
    ) -> None:
        walk.to_form()

        with pytest.raises(refusal):
            walk.confirm(**changes)
        assert (walk.case.form_confirmed_at, walk.case.entered) == (None, {})

    def test_refuses_before_both_sides_are_there(self, walk: Walk) -> None:
        walk.start().photograph(StepKey.FRONT)

        with pytest.raises(errors.StepNotReachable):
            walk.confirm()

    def test_refuses_somebody_elses_document(self, walk: Walk) -> None:
        attach(Account.objects.get(pk=walk.account_id), UNPROOFED_CITIZEN)
        walk.to_form()

        with pytest.raises(errors.PersonDiffers):
            walk.confirm()
        assert walk.case.form_confirmed_at is None

    def test_refuses_it_too_where_a_linked_account_is_somebody_elses(self, walk: Walk) -> None:
        linked = make_account(user_name="gan-linked")
        attach(linked, UNPROOFED_CITIZEN)
        Account.objects.filter(pk=linked.pk).update(main_account_id=walk.account_id)
        walk.to_form()

        with pytest.raises(errors.PersonDiffers):
            walk.confirm()

    def test_takes_the_own_document_again(self, walk: Walk) -> None:
        attach(Account.objects.get(pk=walk.account_id), PROOFED_CITIZEN)

        walk.to_form().confirm()

        assert walk.case.form_confirmed_at == NOW
