import datetime as dt
import io
import uuid
import zipfile
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from PIL import Image

from shiming.accounts import errors
from shiming.accounts.actions.applications.end_mobile_proof import end_mobile_proof
from shiming.accounts.actions.applications.prove_mobile import prove_mobile
from shiming.accounts.models import Application, ApplicationForm, ApplicationScanRow
from shiming.accounts.operations import issue_code
from shiming.accounts.operations.applications import check_character
from shiming.accounts.policies import applications as rules
from shiming.accounts.queries import applications as queries
from shiming.accounts.types import CodePurpose, CounterScope, Limit, limits_of
from shiming.accounts.types.applications import ApplicationId, ApplicationState, MobileProof
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import visitor
from shiming.kernel.declared_forms import AnswersUnfit
from shiming.kernel.errors import DomainError
from shiming.messages.models import OutboxMessage
from tests.accounts.actions.applications.conftest import (
    PROJECT,
    SCANS,
    facts,
    jpeg,
    last_text,
    prove,
    prove_by_code,
    submit,
)
from tests.cast import AGENT, UNPROOFED_CITIZEN
from tests.factories.accounts import NOW, last_code, make_visit, other_than

pytestmark = pytest.mark.django_db


def proof_of(visit_token: str, now: dt.datetime = NOW) -> MobileProof:
    return queries.get_mobile_proof(visitor_token=visit_token, now=now)


def without(key: str) -> dict[str, str]:
    return {name: value for name, value in PROJECT.items() if name != key}


def faults_of(typed: dict[str, str], **how: object) -> set[str]:
    with pytest.raises(AnswersUnfit) as refused:
        submit(prove(), typed=typed, **how)  # type: ignore[arg-type]  # passed on
    assert not Application.objects.exists()
    return set(refused.value.faults)


class TestProvingAMobile:
    def test_is_bound_to_the_browser_and_ends(self) -> None:
        visit = prove_by_code()

        assert proof_of(visit.token).mobile == UNPROOFED_CITIZEN.mobile_number
        assert queries.find_mobile_proof(visitor_token=make_visit().token, now=NOW) is None
        later = NOW + dt.timedelta(minutes=61)
        assert queries.find_mobile_proof(visitor_token=visit.token, now=later) is None
        end_mobile_proof(visit=visit, now=NOW + dt.timedelta(minutes=1))
        after = NOW + dt.timedelta(minutes=2)
        assert queries.find_mobile_proof(visitor_token=visit.token, now=after) is None

    def test_takes_no_wrong_code_none_of_another_browser_and_none_twice(self) -> None:
        visit = make_visit()
        with transaction.atomic():
            issue_code(
                purpose=CodePurpose.APPLY,
                contact=AGENT.mobile_number,
                visit=visit,
                actor=visitor(),
                now=NOW,
            )
        code = last_code(AGENT.mobile)

        with pytest.raises(errors.CodeWrong):
            prove_mobile(typed_code=other_than(code), visit=visit, now=NOW)
        with pytest.raises(errors.CodeNotUsable):
            prove_mobile(typed_code=code, visit=make_visit(), now=NOW)
        assert queries.find_mobile_proof(visitor_token=visit.token, now=NOW) is None
        prove_mobile(typed_code=code, visit=visit, now=NOW)
        with pytest.raises(errors.CodeNotUsable):
            prove_mobile(typed_code=code, visit=visit, now=NOW)


class TestSubmitApplication:
    @pytest.mark.requirement("S01-2")
    def test_takes_the_facts_of_a_project_in_and_confirms_them(self) -> None:
        visit = prove()

        submitted = submit(visit)

        kept = facts(submitted.application_id)
        assert kept.state is ApplicationState.SUBMITTED
        assert kept.name == PROJECT["project_name"]
        assert kept.answers["contract_amount"] == "12500000.00"
        assert submitted.number in last_text("application_received").body
        assert last_text("application_received").to == UNPROOFED_CITIZEN.mobile_number.value
        assert ApplicationScanRow.objects.count() == 1
        assert AuditRecord.objects.filter(event="accounts.application.submitted").count() == 1
        # Every fact that the statement names is a field of the form.
        labels = {field.label for field in kept.kind.form.fields}
        assert {
            "项目名称",
            "项目代码",
            "施工许可证号",
            "所属地区",
            "项目地址",
            "施工总承包单位",
            "总承包单位统一社会信用代码",
            "项目经理姓名",
            "项目经理手机号码",
            "劳资专管员姓名",
            "劳资专管员手机号码",
            "是否已开工",
            "开工日期",
            "计划竣工日期",
            "合同金额（元）",
            "是否已有设备供应商",
            "供应商类别",
            "供应商名称",
            "供应商联系人",
            "供应商联系人手机号码",
            "申请人姓名",
        } <= labels

    def test_keeps_nothing_readable(self) -> None:
        submit(prove())

        row = Application.objects.values_list("name", "mobile_index").get()
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, mobile, answers FROM accounts_application")
            raw = b"".join(bytes(value) for value in cursor.fetchone())
        assert "滨江".encode() not in raw
        assert UNPROOFED_CITIZEN.mobile.encode() not in raw
        assert row[0] == PROJECT["project_name"]

    def test_gives_numbers_that_say_nothing_of_each_other(self) -> None:
        visit = prove()

        numbers = [submit(visit).number for _ in range(3)]

        assert len({number[:4] for number in numbers}) > 1
        for number in numbers:
            assert number[-1] == check_character(number[:-2])

    @pytest.mark.requirement("S01-6")
    def test_takes_several_projects_of_one_applicant_who_has_no_account(self) -> None:
        visit = prove()

        for name in ("一号楼", "二号楼", "三号楼"):
            submit(visit, typed=PROJECT | {"project_name": name})

        found = queries.list_own_applications(proof=proof_of(visit.token), name="")
        assert {each.name for each in found} == {"一号楼", "二号楼", "三号楼"}

    @pytest.mark.requirement("S01-5")
    def test_demands_what_a_switch_makes_mandatory_and_nothing_else(self) -> None:
        started = PROJECT | {"is_started": "yes"}
        supplied = PROJECT | {"has_supplier": "yes", "supplier_kind": "other"}

        assert faults_of(started) == {"started_on"}
        assert faults_of(without("address")) == {"address"}
        assert faults_of(PROJECT, scans={}) == {"application_scan"}
        assert faults_of(supplied) == {"supplier_name", "supplier_contact", "supplier_mobile"}
        submit(prove(AGENT.mobile), typed=PROJECT | {"started_on": "2026-01-01"})
        # What the switch made needless is not kept either.
        assert "started_on" not in facts(ApplicationId(Application.objects.get().pk)).answers

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("region", "990101"),
            ("permit_number", "许可证"),
            ("contractor_code", "91350100M000100Y44"),
            ("manager_mobile", "12345"),
            ("finish_planned_on", "2027-02-30"),
            ("contract_amount", "-1"),
            ("contract_amount", "NaN"),
            ("is_started", "perhaps"),
            ("address", "长" * 101),
            ("address", "地\0址"),
        ],
    )
    def test_refuses_what_a_field_cannot_hold(self, key: str, value: str) -> None:
        assert key in faults_of(PROJECT | {key: value})

    def test_has_key_fields_typed_twice_and_fit_each_other(self) -> None:
        assert faults_of(without("permit_number__again")) == {"permit_number"}
        elsewhere = PROJECT | {"region": "440106"}
        assert faults_of(elsewhere) == {"permit_number"}

    def test_is_one_application_however_often_the_page_is_sent(self) -> None:
        visit, key = prove(), uuid.uuid4()

        first, second = submit(visit, key=key), submit(visit, key=key)
        changed = submit(visit, key=key, typed=PROJECT | {"project_name": "另一个项目"})

        assert first == second
        assert changed.application_id != first.application_id
        assert Application.objects.count() == 2

    def test_does_not_show_one_visitor_the_application_of_another_by_its_key(self) -> None:
        key = uuid.uuid4()
        mine = submit(prove(), key=key)

        theirs = submit(prove(AGENT.mobile), key=key)

        assert theirs.application_id != mine.application_id

    def test_needs_a_proven_mobile(self) -> None:
        with pytest.raises(errors.MobileNotProven):
            submit(make_visit())
        assert not Application.objects.exists()

    @pytest.mark.parametrize("scope", ["APPLICATION_NUMBER", "APPLICATION_ADDRESS"])
    def test_is_bounded_for_mobile_and_address(
        self, change_policy: Callable[..., None], scope: str
    ) -> None:
        change_policy(limits=dict(limits_of()) | {CounterScope[scope]: Limit(count=2)})
        visit = prove()
        submit(visit)
        submit(visit)

        with pytest.raises(errors.TooManyApplications):
            submit(visit)
        assert Application.objects.count() == 2

    def test_refuses_an_unknown_kind(self) -> None:
        visit = prove()
        for kind in ("nothing", "../settings"):
            with pytest.raises(errors.ApplicationKindUnknown):
                submit(visit, kind=kind)


def _bomb() -> bytes:
    buffer = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(buffer, "PNG")
    return buffer.getvalue()


def _zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"\0" * 1_000_000)
    return buffer.getvalue()


class TestScans:
    @pytest.mark.parametrize(
        ("page", "code"),
        [
            (b"%PDF-1.7\n%\xe2\xe3", "kernel.picture.type_unknown"),
            (_zip(), "kernel.picture.type_unknown"),
            (b"<svg onload=alert(1)>", "kernel.picture.type_unknown"),
            (jpeg()[:200], "kernel.picture.broken"),
            (_bomb(), "kernel.picture.too_large"),
        ],
        ids=["pdf", "zip", "svg", "torn", "bomb"],
    )
    def test_takes_sound_pictures_alone(self, page: bytes, code: str) -> None:
        with pytest.raises(DomainError) as refused:
            submit(prove(), scans={"application_scan": [page]})

        assert refused.value.code == code
        assert not Application.objects.exists()
        assert not OutboxMessage.objects.filter(template="accounts/application_received").exists()

    def test_takes_no_more_pages_than_a_form_has(self) -> None:
        assert faults_of(PROJECT, scans={"application_scan": [jpeg()] * 11}) == {"application_scan"}

    def test_keeps_none_that_the_form_does_not_ask_for(self) -> None:
        submit(prove(), scans={**SCANS, "smuggled": [jpeg()]})

        assert [row.field for row in ApplicationScanRow.objects.all()] == ["application_scan"]


class TestProgress:
    @pytest.mark.requirement("S01-7")
    def test_finds_own_applications_by_part_of_the_name_and_no_others(self) -> None:
        visit, stranger = prove(), prove(AGENT.mobile)
        submit(visit)
        submit(visit, typed=PROJECT | {"project_name": "城南污水处理厂"})
        submit(stranger, typed=PROJECT | {"project_name": "滨江医院工程"})

        def found(text: str) -> set[str]:
            own = queries.list_own_applications(proof=proof_of(visit.token), name=text)
            return {each.name for each in own}

        assert found("滨江") == {"滨江学校教学楼工程"}
        assert found("滨江 工程") == {"滨江学校教学楼工程"}
        assert found("城南厂") == {"城南污水处理厂"}
        assert found("医院") == set()
        assert len(found("")) == 2

    def test_does_not_even_read_the_names_of_others(self, monkeypatch: pytest.MonkeyPatch) -> None:
        visit = prove()
        submit(prove(AGENT.mobile), typed=PROJECT | {"project_name": "滨江医院工程"})
        seen: list[str] = []
        monkeypatch.setattr(rules, "is_like", lambda _typed, name: seen.append(name))

        queries.list_own_applications(proof=proof_of(visit.token), name="滨")

        assert seen == []

    def test_shows_nobody_somebody_elses(self) -> None:
        theirs = submit(prove(AGENT.mobile))
        proof = proof_of(prove().token)

        with pytest.raises(errors.ApplicationNotFound):
            queries.get_own_application(theirs.application_id, proof=proof)


class TestShippedForms:
    def test_all_declare_what_they_mean(self) -> None:
        kinds = {kind.code: kind for kind in queries.list_kinds()}

        assert set(kinds) == set(queries.SHIPPED)
        assert not ApplicationForm.objects.exists()
        for kind in kinds.values():
            assert kind.form.find(kind.names) is not None
