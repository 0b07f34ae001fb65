"""Which state follows which, and what must come first."""

import itertools

import pytest

from shiming.accounts import errors
from shiming.accounts.actions.applications.move_connection import move_connection
from shiming.accounts.actions.applications.take_up_application import take_up_application
from shiming.accounts.models import (
    ApplicationStepRow,
    SupplierConnection,
)
from shiming.accounts.policies.applications import APPLICATION_STEPS, CONNECTION_STEPS
from shiming.accounts.queries import applications as queries
from shiming.accounts.types.applications import (
    ApplicationPermission,
    ApplicationState,
    ConnectionId,
    ConnectionState,
)
from tests.accounts.actions.applications.conftest import (
    SCANS,
    jpeg,
    officer,
    prove,
    submit,
    taken_up,
)
from tests.accounts.actions.applications.decisions_kit import approve, correct, turn_down
from tests.cast import AGENT
from tests.factories.accounts import NOW

pytestmark = pytest.mark.django_db


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
