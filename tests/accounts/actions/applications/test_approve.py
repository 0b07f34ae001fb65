"""An approved application is an account, whose owner chooses the password."""

import datetime as dt

import pytest
from django.contrib.auth.hashers import check_password

from shiming.accounts import errors, ports
from shiming.accounts.actions.applications.renew_first_code import renew_first_code
from shiming.accounts.actions.applications.show_application_scan import show_application_scan
from shiming.accounts.actions.recovery.choose_password import choose_password
from shiming.accounts.actions.sign_in.sign_in_with_number_password import (
    sign_in_with_number_password,
)
from shiming.accounts.actions.sign_in_with_password import sign_in_with_password
from shiming.accounts.models import (
    Account,
    ActivationCode,
)
from shiming.accounts.queries import applications as queries
from shiming.accounts.types import (
    AccountKind,
    AccountState,
    HumanAnswer,
    NumberKind,
    StartedSession,
)
from shiming.accounts.types.applications import (
    ApplicationId,
    ApplicationState,
    ApprovedApplication,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import Actor
from shiming.messages.models import OutboxMessage
from tests.accounts.actions.applications.conftest import (
    PERMIT,
    facts,
    first_code,
    last_text,
    officer,
    prove,
    taken_up,
)
from tests.accounts.actions.applications.decisions_kit import REASON, approve, turn_down
from tests.cast import AGENT, UNPROOFED_CITIZEN
from tests.factories.accounts import NOW, make_visit

pytestmark = pytest.mark.django_db

PASSWORD = "Kranich-4-Moorhuhn"


def account_of(application_id: ApplicationId) -> Account:
    """Return the account that its approval opened."""
    account_id = facts(application_id).account_id
    assert account_id is not None
    return Account.objects.get(pk=account_id)


def choose(code: str, *, now: dt.datetime = NOW) -> None:
    choose_password(
        typed_code=code,
        password=PASSWORD,
        document=None,
        account_id=None,
        visit=make_visit(),
        now=now,
    )


def enter(name: str, password: str) -> object:
    return sign_in_with_password(
        identifier=name,
        password=password,
        human=HumanAnswer(),
        visit=make_visit(),
        replaces=None,
        now=NOW,
    )


class TestApprove:
    @pytest.mark.requirement("S01-9")
    def test_opens_the_account_and_sends_a_code_that_the_officer_never_sees(self) -> None:
        reviewer = officer()
        application_id = taken_up(reviewer)

        approve(application_id, reviewer)

        account = account_of(application_id)
        assert (account.kind, account.state) == (AccountKind.UNIT, AccountState.PENDING)
        assert account.password == ""
        told = last_text("application_approved_number")
        assert told.to == UNPROOFED_CITIZEN.mobile_number.value
        assert "24 小时" in told.body
        assert "密码是" not in told.body
        assert AuditRecord.objects.get(event="accounts.application.approved").account_id == (
            reviewer.account_id
        )
        # One use, by the owner, within a day.
        with pytest.raises(errors.ActivationNotUsable):
            choose(first_code(), now=NOW + dt.timedelta(hours=24, seconds=1))
        choose(first_code())
        with pytest.raises(errors.ActivationNotUsable):
            choose(first_code())
        account.refresh_from_db()
        assert account.state == AccountState.ACTIVE
        assert check_password(PASSWORD, account.password)

        # A rejection sends the reason.
        refused = taken_up(reviewer, visit=prove(AGENT.mobile))
        turn_down(refused, reviewer, ApplicationState.REJECTED)
        assert last_text("application_rejected").to == AGENT.mobile_number.value
        assert REASON in last_text("application_rejected").body
        assert Account.objects.exclude(pk=account.pk).filter(kind=AccountKind.UNIT).count() == 0

    @pytest.mark.requirement("S09-6")
    def test_makes_the_permit_number_the_login_name_with_an_activation_code(self) -> None:
        reviewer = officer()
        visit = prove()
        enterprise = {
            "enterprise_name": "样例建筑有限公司",
            "credit_code": "91350100M000100Y43",
            "credit_code__again": "91350100M000100Y43",
            "address": "滨江路 2 号",
            "applicant_name": "甘小梅",
        }
        first = taken_up(reviewer, visit=visit, kind="site_enterprise", typed=enterprise, scans={})
        approve(first, reviewer)
        project = {
            "enterprise": str(first),
            "project_name": "滨江学校教学楼工程",
            "region": "600101",
            "permit_number": "6001 0120 2611 220101",
            "permit_number__again": PERMIT,
            "address": "滨江路 1 号",
            "owner_unit": "滨江教育局",
            "contract_amount": "12500000",
            "started_on": "2026-12-01",
            "finish_planned_on": "2027-06-30",
            "applicant_name": "甘小梅",
        }
        second = taken_up(reviewer, visit=visit, kind="site_project", typed=project, scans={})
        approve(second, reviewer)

        def sign_in(password: str) -> object:
            return sign_in_with_number_password(
                kind=NumberKind.CONSTRUCTION_PERMIT,
                number=PERMIT,
                password=password,
                human=HumanAnswer(),
                visit=make_visit(),
                replaces=None,
                now=NOW,
            )

        with pytest.raises(errors.BadCredentials):
            sign_in("123456")
        choose(first_code())
        assert isinstance(sign_in(PASSWORD), StartedSession)

    @pytest.mark.requirement("S12-2")
    def test_names_a_school_by_its_code_and_gives_it_no_default_password(self) -> None:
        reviewer = officer()
        school = {
            "school_name": "滨江实验学校",
            "school_code": "659",
            "bureau": "滨江教育局",
            "applicant_name": "甘小梅",
        }
        approve(taken_up(reviewer, kind="school", typed=school), reviewer)

        with pytest.raises(errors.BadCredentials):
            enter("syb-659", "admin")
        choose(first_code("application_approved"))
        assert isinstance(enter("syb-659", PASSWORD), StartedSession)

    def test_undoes_everything_where_the_login_name_is_taken(self) -> None:
        reviewer = officer()
        approve(taken_up(reviewer), reviewer)
        again = taken_up(reviewer, visit=prove(AGENT.mobile))
        before = OutboxMessage.objects.count()

        with pytest.raises(errors.LoginNameTaken):
            approve(again, reviewer)

        assert facts(again).state is ApplicationState.UNDER_REVIEW
        assert Account.objects.filter(kind=AccountKind.UNIT).count() == 1
        assert OutboxMessage.objects.count() == before

    def test_leaves_the_officer_nothing_to_read_once_it_is_decided(self) -> None:
        reviewer = officer()
        application_id = taken_up(reviewer)
        scan = queries.get_application_for_review(application_id, viewer=reviewer).scans[0]
        approve(application_id, reviewer)

        seen = queries.get_application_for_review(application_id, viewer=reviewer)

        assert (dict(seen.answers), seen.scans, seen.name) == ({}, (), "")
        with pytest.raises(errors.ApplicationNotFound):
            show_application_scan(scan_id=scan.id, officer=reviewer, now=NOW)

    def test_decides_once(self) -> None:
        reviewer = officer()
        application_id = taken_up(reviewer)
        approve(application_id, reviewer)

        with pytest.raises(errors.ApplicationNotWaiting):
            approve(application_id, reviewer)
        with pytest.raises(errors.ApplicationNotWaiting):
            turn_down(application_id, reviewer, ApplicationState.REJECTED)
        assert Account.objects.filter(kind=AccountKind.UNIT).count() == 1

    def test_tells_whoever_hangs_on_the_kind_and_lets_them_refuse(self) -> None:
        class Hook:
            told: ApprovedApplication | None = None

            def approved(
                self, *, application: ApprovedApplication, actor: Actor, now: dt.datetime
            ) -> None:
                if self.told is not None:
                    raise errors.FirstAnother
                self.told = application

        reviewer, hook = officer(), Hook()
        with ports.approval_hooks.replaced({"department": hook}):
            department = {
                "department_name": "滨江街道办事处",
                "region": "600101",
                "has_credit_code": "no",
                "use": "核对人员信息",
                "applicant_name": "甘小梅",
            }
            first = taken_up(reviewer, kind="department", typed=department)
            approve(first, reviewer)
            second = taken_up(reviewer, kind="department", typed=department)
            with pytest.raises(errors.FirstAnother):
                approve(second, reviewer)

        assert hook.told is not None
        assert hook.told.answers["department_name"] == "滨江街道办事处"
        assert hook.told.account_id == facts(first).account_id
        assert facts(second).state is ApplicationState.UNDER_REVIEW

    def test_sends_another_code_while_nobody_has_used_the_first(self) -> None:
        reviewer, visit = officer(), prove()
        application_id = taken_up(reviewer, visit=visit)
        approve(application_id, reviewer)
        old, later = first_code(), NOW + dt.timedelta(minutes=2)

        with pytest.raises(errors.ApplicationNotFound):
            renew_first_code(application_id=application_id, visit=prove(AGENT.mobile), now=NOW)
        renew_first_code(application_id=application_id, visit=visit, now=later)

        assert first_code() != old
        with pytest.raises(errors.ActivationNotUsable):
            choose(old, now=later)
        with pytest.raises(errors.CodeTooSoon):
            renew_first_code(application_id=application_id, visit=visit, now=later)
        choose(first_code(), now=later)
        with pytest.raises(errors.ActivationNotAwaited):
            renew_first_code(
                application_id=application_id, visit=visit, now=later + dt.timedelta(minutes=2)
            )
        assert ActivationCode.objects.filter(consumed_at__isnull=True).count() == 0


class TestFirstPassword:
    @pytest.mark.requirement("S07-1")
    def test_is_chosen_by_the_owner_for_enterprise_and_project_accounts_alike(self) -> None:
        reviewer = officer()
        enterprise = {
            "enterprise_name": "样例建筑有限公司",
            "credit_code": "91350100M000100Y43",
            "credit_code__again": "91350100M000100Y43",
            "address": "滨江路 2 号",
            "applicant_name": "甘小梅",
        }
        opened = (
            ("application_approved", {"kind": "site_enterprise", "typed": enterprise, "scans": {}}),
            ("application_approved_number", {"kind": "building_project"}),
        )
        for template, how in opened:
            application_id = taken_up(reviewer, **how)
            approve(application_id, reviewer)
            account = account_of(application_id)

            with pytest.raises(errors.BadCredentials):
                enter(account.user_name, "123456")
            choose(first_code(template))
            assert isinstance(enter(account.user_name, PASSWORD), StartedSession)
