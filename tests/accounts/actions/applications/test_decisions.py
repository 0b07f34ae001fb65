import datetime as dt
import itertools

import pytest
from django.contrib.auth.hashers import check_password

from shiming.accounts import errors, ports
from shiming.accounts.actions.applications.approve_application import approve_application
from shiming.accounts.actions.applications.correct_application import correct_application
from shiming.accounts.actions.applications.decide_application_form import (
    decide_application_form,
)
from shiming.accounts.actions.applications.hand_back_application import hand_back_application
from shiming.accounts.actions.applications.move_connection import move_connection
from shiming.accounts.actions.applications.propose_application_form import (
    propose_application_form,
)
from shiming.accounts.actions.applications.renew_first_code import renew_first_code
from shiming.accounts.actions.applications.show_application_scan import show_application_scan
from shiming.accounts.actions.applications.take_up_application import take_up_application
from shiming.accounts.actions.applications.turn_down_application import turn_down_application
from shiming.accounts.actions.recovery.choose_password import choose_password
from shiming.accounts.actions.sign_in.sign_in_with_number_password import (
    sign_in_with_number_password,
)
from shiming.accounts.actions.sign_in_with_password import sign_in_with_password
from shiming.accounts.models import (
    Account,
    ActivationCode,
    Application,
    ApplicationScanRow,
    ApplicationStepRow,
    SupplierConnection,
)
from shiming.accounts.policies.applications import APPLICATION_STEPS, CONNECTION_STEPS
from shiming.accounts.queries import applications as queries
from shiming.accounts.types import (
    AccountKind,
    AccountState,
    HumanAnswer,
    NumberKind,
    StartedSession,
    Visit,
)
from shiming.accounts.types.applications import (
    ApplicationId,
    ApplicationPermission,
    ApplicationState,
    ApprovedApplication,
    ConnectionId,
    ConnectionState,
    ScanId,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import Actor, visitor
from shiming.kernel.declared_forms import DeclarationUnfit
from shiming.messages.models import OutboxMessage
from shiming.vault import queries as vault
from shiming.vault.errors import FileNotKept
from shiming.vault.types import VaultFileId
from tests.accounts.actions.applications.conftest import (
    PERMIT,
    PROJECT,
    SCANS,
    facts,
    first_code,
    jpeg,
    last_text,
    officer,
    prove,
    submit,
    taken_up,
)
from tests.cast import AGENT, REVIEWER, UNPROOFED_CITIZEN
from tests.factories.accounts import NOW, make_account, make_account_of, make_visit

pytestmark = pytest.mark.django_db

REASON = "施工许可证号与许可证不一致，请修改"
PASSWORD = "Kranich-4-Moorhuhn"


def approve(application_id: ApplicationId, by: Actor, *, now: dt.datetime = NOW) -> None:
    approve_application(application_id=application_id, officer=by, now=now)


def account_of(application_id: ApplicationId) -> Account:
    """Return the account that its approval opened."""
    account_id = facts(application_id).account_id
    assert account_id is not None
    return Account.objects.get(pk=account_id)


def turn_down(application_id: ApplicationId, by: Actor, outcome: ApplicationState) -> None:
    turn_down_application(
        application_id=application_id,
        outcome=outcome,  # type: ignore[arg-type]  # one of the two
        reason=REASON,
        officer=by,
        now=NOW,
    )


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


class TestTurnDown:
    @pytest.mark.requirement("S01-8")
    def test_shows_the_feedback_to_the_applicant_and_to_nobody_else(self) -> None:
        reviewer, visit = officer(), prove()
        application_id = taken_up(reviewer, visit=visit)

        turn_down(application_id, reviewer, ApplicationState.RETURNED)

        proof = queries.get_mobile_proof(visitor_token=visit.token, now=NOW)
        own = queries.get_own_application(application_id, proof=proof)
        assert [step.note for step in own.steps] == ["", "", REASON]
        stranger = queries.get_mobile_proof(visitor_token=prove(AGENT.mobile).token, now=NOW)
        with pytest.raises(errors.ApplicationNotFound):
            queries.get_own_application(application_id, proof=stranger)

    @pytest.mark.parametrize("reason", ["", "不", f"请联系 {AGENT.mobile}"])
    def test_demands_a_reason_that_names_nobody(self, reason: str) -> None:
        reviewer = officer()
        application_id = taken_up(reviewer)

        with pytest.raises(errors.ReasonUnfit):
            turn_down_application(
                application_id=application_id,
                outcome=ApplicationState.REJECTED,
                reason=reason,
                officer=reviewer,
                now=NOW,
            )
        assert facts(application_id).state is ApplicationState.UNDER_REVIEW
        assert not OutboxMessage.objects.filter(template="accounts/application_rejected").exists()

    def test_writes_to_the_mailbox_too_where_there_is_one(self) -> None:
        reviewer = officer()
        mail = PROJECT | {"applicant_email": "gan@example.com"}
        application_id = taken_up(reviewer, typed=mail)

        turn_down(application_id, reviewer, ApplicationState.REJECTED)

        letters = OutboxMessage.objects.filter(channel="email")
        assert {row.template for row in letters} == {
            "accounts/application_received",
            "accounts/application_rejected",
        }


def correct(application_id: ApplicationId, visit: Visit, **how: object) -> None:
    given: dict[str, object] = {"typed": PROJECT, "scans": {}} | how
    correct_application(application_id=application_id, visit=visit, now=NOW, **given)  # type: ignore[arg-type]  # passed on


class TestCorrect:
    def test_keeps_what_is_not_handed_in_anew(self) -> None:
        reviewer, visit = officer(), prove()
        application_id = taken_up(reviewer, visit=visit)
        number = facts(application_id).number
        turn_down(application_id, reviewer, ApplicationState.RETURNED)

        correct(application_id, visit, typed=PROJECT | {"address": "滨江路 9 号"})

        again = facts(application_id)
        assert again.state is ApplicationState.SUBMITTED
        assert (again.number, again.answers["address"]) == (number, "滨江路 9 号")
        assert again.reviewer_id is None
        assert ApplicationScanRow.objects.count() == 1

    def test_shreds_pages_that_others_replace(self) -> None:
        reviewer, visit = officer(), prove()
        application_id = taken_up(reviewer, visit=visit)
        old = ApplicationScanRow.objects.get().file_id
        turn_down(application_id, reviewer, ApplicationState.RETURNED)

        correct(application_id, visit, scans={"application_scan": [jpeg(side=80), jpeg()]})

        assert ApplicationScanRow.objects.count() == 2
        with pytest.raises(FileNotKept):
            vault.read_file(VaultFileId(old))

    def test_is_only_for_the_applicant_and_only_once_it_is_returned(self) -> None:
        reviewer, visit = officer(), prove()
        application_id = taken_up(reviewer, visit=visit)

        with pytest.raises(errors.ApplicationNotReturned):
            correct(application_id, visit)
        turn_down(application_id, reviewer, ApplicationState.RETURNED)
        with pytest.raises(errors.ApplicationNotFound):
            correct(application_id, prove(AGENT.mobile))
        with pytest.raises(errors.MobileNotProven):
            correct(application_id, make_visit())
        correct(application_id, visit)
        with pytest.raises(errors.ApplicationNotReturned):
            correct(application_id, visit)

    def test_goes_no_further_for_what_was_rejected(self) -> None:
        reviewer, visit = officer(), prove()
        application_id = taken_up(reviewer, visit=visit)
        turn_down(application_id, reviewer, ApplicationState.REJECTED)

        with pytest.raises(errors.ApplicationNotReturned):
            correct(application_id, visit)


class TestStates:
    @pytest.mark.requirement("S01-14")
    def test_go_as_appendix_b_says(self) -> None:
        reviewer, visit = officer(), prove()
        supplier = {
            "supplier_name": "样例设备有限公司",
            "supplier_code": "91350100M000100Y43",
            "equipment": "gate",
            "applicant_name": "甘小梅",
            "applicant_email": "gan@example.com",
        }
        pages = SCANS | {"licence_scan": [jpeg()]}
        application_id = taken_up(
            reviewer, visit=visit, kind="supplier_connection", typed=supplier, scans=pages
        )
        turn_down(application_id, reviewer, ApplicationState.RETURNED)
        correct(application_id, visit, typed=supplier)
        take_up_application(application_id=application_id, officer=reviewer, now=NOW)
        approve(application_id, reviewer)

        walked = [row.state for row in ApplicationStepRow.objects.order_by("made_at", "pk")]
        assert walked == [
            "submitted",
            "under_review",
            "returned",
            "submitted",
            "under_review",
            "approved",
        ]
        assert all(
            ApplicationState(after) in APPLICATION_STEPS[ApplicationState(before)]
            for before, after in itertools.pairwise(walked)
        )

        mover = officer(ApplicationPermission.MOVE_CONNECTION)
        connection = SupplierConnection.objects.get()
        key = ConnectionId(connection.pk)
        assert connection.state == ConnectionState.NONE
        order = list(ConnectionState)[1:]
        for state in order:
            for skipped in set(ConnectionState) - {state}:
                with pytest.raises(errors.ConnectionNotThere):
                    move_connection(connection_id=key, to=skipped, officer=mover, now=NOW)
            move_connection(connection_id=key, to=state, officer=mover, now=NOW)
        connection.refresh_from_db()
        assert connection.state == ConnectionState.SUSPENDED
        assert CONNECTION_STEPS[ConnectionState.SUSPENDED] == ()
        with pytest.raises(errors.MayNotManageAccounts):
            move_connection(connection_id=key, to=ConnectionState.NONE, officer=officer(), now=NOW)


class TestOrder:
    @pytest.mark.requirement("S09-3")
    def test_has_the_enterprise_approved_before_its_project_and_all_fields_filled(self) -> None:
        reviewer, visit = officer(), prove()
        with pytest.raises(errors.FirstAnother):
            submit(visit, kind="site_project", typed={}, scans={})
        enterprise = {
            "enterprise_name": "样例建筑有限公司",
            "credit_code": "91350100M000100Y43",
            "credit_code__again": "91350100M000100Y43",
            "address": "滨江路 2 号",
            "applicant_name": "甘小梅",
        }
        first = taken_up(reviewer, visit=visit, kind="site_enterprise", typed=enterprise, scans={})
        with pytest.raises(errors.FirstAnother):
            submit(visit, kind="site_project", typed={}, scans={})
        approve(first, reviewer)

        stranger = prove(AGENT.mobile)
        with pytest.raises(errors.FirstAnother):
            submit(stranger, kind="site_project", typed={"enterprise": str(first)}, scans={})
        for kind in ("site_enterprise", "site_project"):
            assert all(field.is_required for field in queries.get_kind(kind).form.fields)
        proof = queries.get_mobile_proof(visitor_token=visit.token, now=NOW)
        offers = queries.list_offers(queries.get_kind("site_project"), mobile=proof.mobile)
        assert [choice.label for choice in offers["enterprise"]] == ["样例建筑有限公司"]


FORM = """
title = "试用账户申请"
names = "unit_name"
opens = "unit"

[[fields]]
key = "unit_name"
label = "单位名称"
"""


class TestForms:
    def propose(self, by: Actor, *, kind: str = "trial_account", text: str = FORM) -> object:
        return propose_application_form(kind=kind, declaration=text, officer=by, now=NOW)

    def test_come_into_force_by_a_second_officer(self) -> None:
        both = (ApplicationPermission.EDIT_FORM, ApplicationPermission.PUBLISH_FORM)
        author, second = officer(*both), officer(*both)
        form_id = self.propose(author)

        with pytest.raises(errors.ApplicationKindUnknown):
            queries.get_kind("trial_account")
        for by, refusal in (
            (author, errors.FormByOneself),
            (officer(), errors.MayNotManageAccounts),
        ):
            with pytest.raises(refusal):
                decide_application_form(form_id=form_id, is_published=True, officer=by, now=NOW)  # type: ignore[arg-type]  # an id
        decide_application_form(form_id=form_id, is_published=True, officer=second, now=NOW)  # type: ignore[arg-type]  # an id

        assert queries.get_kind("trial_account").form.title == "试用账户申请"
        with pytest.raises(errors.FormVersionNotFound):
            decide_application_form(form_id=form_id, is_published=False, officer=second, now=NOW)  # type: ignore[arg-type]  # an id

    def test_never_come_into_force_by_another_account_of_who_wrote_them(self) -> None:
        both = (ApplicationPermission.EDIT_FORM, ApplicationPermission.PUBLISH_FORM)
        first = make_account_of(AGENT, is_attached=True)
        second = make_account(kind=AccountKind.STAFF)
        Account.objects.filter(pk=second.pk).update(person_id=first.person_id)
        second.refresh_from_db()
        form_id = self.propose(officer(*both, account=first))

        with pytest.raises(errors.FormByOneself):
            decide_application_form(
                form_id=form_id,  # type: ignore[arg-type]  # an id
                is_published=True,
                officer=officer(*both, account=second),
                now=NOW,
            )

    def test_leave_applications_under_way_with_the_version_that_they_began_with(self) -> None:
        author = officer(ApplicationPermission.EDIT_FORM)
        second = officer(ApplicationPermission.PUBLISH_FORM)
        old = submit(prove()).application_id
        text = queries.get_declaration("building_project", viewer=author)
        form_id = self.propose(
            author, kind="building_project", text=text.replace("项目地址", "工程地点")
        )
        decide_application_form(form_id=form_id, is_published=True, officer=second, now=NOW)  # type: ignore[arg-type]  # an id

        assert facts(old).kind.version == 1
        assert facts(submit(prove()).application_id).kind.version == 2

    @pytest.mark.parametrize(
        "text",
        [
            "not toml [",
            FORM.replace("unit_name", "no-key"),
            FORM.replace('opens = "unit"', 'opens = "staff"'),
            FORM.replace('opens = "unit"', 'opens = "natural_person"'),
            FORM.replace('names = "unit_name"', 'names = "nothing"'),
            FORM + 'when = { field = "later", is = "yes" }\n',
            FORM + 'type = "script"\n',
            FORM + "x = 1\n",
            FORM + '[login]\nfield = "unit_name"\nas = "social_security"\n',
            FORM + '[login]\nfield = "nothing"\nas = "user_name"\n',
            FORM.replace('"unit_name"', '"submission_key"'),
            FORM + 'type = "choice"\nchoices = { "a b" = "x" }\n',
            FORM + "max_length = 1000000\n",
        ],
    )
    def test_are_refused_where_they_make_no_sense(self, text: str) -> None:
        with pytest.raises(DeclarationUnfit):
            self.propose(officer(ApplicationPermission.EDIT_FORM), text=text)

    def test_are_written_by_officers(self) -> None:
        with pytest.raises(errors.MayNotManageAccounts):
            self.propose(officer())
        with pytest.raises(errors.ApplicationKindUnknown):
            self.propose(officer(ApplicationPermission.EDIT_FORM), kind="../x")


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


def test_scans_of_nobody_are_nobodys() -> None:
    with pytest.raises(errors.ApplicationNotFound):
        show_application_scan(
            scan_id=ScanId(ApplicationId(submit(prove()).application_id)),
            officer=officer(),
            now=NOW,
        )
    assert Application.objects.count() == 1
