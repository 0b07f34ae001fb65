"""Whoever takes an application up decides it, and nobody else meanwhile."""

import datetime as dt

import pytest

from shiming.accounts import errors
from shiming.accounts.actions.applications.hand_back_application import hand_back_application
from shiming.accounts.actions.applications.show_application_scan import show_application_scan
from shiming.accounts.actions.applications.take_up_application import take_up_application
from shiming.accounts.models import (
    Account,
)
from shiming.accounts.queries import applications as queries
from shiming.accounts.types import (
    AccountKind,
)
from shiming.accounts.types.applications import (
    ApplicationPermission,
    ApplicationState,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import visitor
from tests.accounts.actions.applications.conftest import (
    PROJECT,
    facts,
    officer,
    prove,
    submit,
    taken_up,
)
from tests.accounts.actions.applications.decisions_kit import approve
from tests.cast import REVIEWER, UNPROOFED_CITIZEN
from tests.factories.accounts import NOW, make_account, make_account_of

pytestmark = pytest.mark.django_db


class TestTakeUp:
    def test_shows_the_application_to_its_reviewer_alone(self) -> None:
        mine, other = officer(), officer()
        application_id = submit(prove()).application_id

        with pytest.raises(errors.NotTheReviewer):
            queries.get_application_for_review(application_id, viewer=mine)
        take_up_application(application_id=application_id, officer=mine, now=NOW)

        whole = queries.get_application_for_review(application_id, viewer=mine)
        assert whole.answers["address"] == PROJECT["address"]
        with pytest.raises(errors.NotTheReviewer):
            queries.get_application_for_review(application_id, viewer=other)
        with pytest.raises(errors.ApplicationNotFound):
            show_application_scan(scan_id=whole.scans[0].id, officer=other, now=NOW)
        assert show_application_scan(scan_id=whole.scans[0].id, officer=mine, now=NOW)[:2] == (
            b"\xff\xd8"
        )
        assert AuditRecord.objects.filter(event="accounts.application.scan_shown").count() == 1

    def test_lets_one_of_two_officers_have_it(self) -> None:
        first, second = officer(), officer()
        application_id = taken_up(first)

        with pytest.raises(errors.ApplicationNotWaiting):
            take_up_application(application_id=application_id, officer=second, now=NOW)
        with pytest.raises(errors.NotTheReviewer):
            approve(application_id, second)
        hand_back_application(application_id=application_id, officer=first, now=NOW)
        take_up_application(application_id=application_id, officer=second, now=NOW)

        assert facts(application_id).reviewer_id == second.account_id

    def test_lets_others_go_on_with_what_was_left_for_a_day(self) -> None:
        application_id, second = taken_up(officer()), officer()

        later = NOW + dt.timedelta(days=1, seconds=1)
        take_up_application(application_id=application_id, officer=second, now=later)

        assert facts(application_id).reviewer_id == second.account_id

    def test_is_not_for_ones_own(self) -> None:
        private = make_account_of(REVIEWER, is_attached=True)
        colleague = make_account(kind=AccountKind.STAFF)
        Account.objects.filter(pk=colleague.pk).update(person_id=private.person_id)
        colleague.refresh_from_db()
        application_id = submit(prove(REVIEWER.mobile)).application_id

        with pytest.raises(errors.OwnApplication):
            take_up_application(
                application_id=application_id, officer=officer(account=colleague), now=NOW
            )

    def test_is_for_officers(self) -> None:
        application_id = submit(prove()).application_id
        for nobody in (visitor(), officer(ApplicationPermission.EDIT_FORM)):
            with pytest.raises(errors.MayNotManageAccounts):
                take_up_application(application_id=application_id, officer=nobody, now=NOW)
            with pytest.raises(errors.MayNotManageAccounts):
                queries.list_queue(viewer=nobody, state=ApplicationState.SUBMITTED)

    def test_names_nobody_in_the_queue(self) -> None:
        submit(prove())

        (line,) = queries.list_queue(viewer=officer(), state=ApplicationState.SUBMITTED)

        assert PROJECT["project_name"] not in repr(line)
        assert UNPROOFED_CITIZEN.mobile not in repr(line)
