"""What tests of applications share: an applicant without an account, and officers."""

import dataclasses
import datetime as dt
import io
import re
import uuid
from collections.abc import Mapping, Sequence

from PIL import Image

from shiming.accounts.actions.applications.prove_mobile import prove_mobile
from shiming.accounts.actions.applications.submit_application import (
    SubmittedApplication,
    submit_application,
)
from shiming.accounts.actions.applications.take_up_application import take_up_application
from shiming.accounts.actions.request_code import request_code
from shiming.accounts.models import Account
from shiming.accounts.operations.applications import remember_mobile
from shiming.accounts.queries import applications as queries
from shiming.accounts.types import AccountId, AccountKind, CodePurpose, HumanAnswer, Visit
from shiming.accounts.types.applications import (
    ApplicationFacts,
    ApplicationId,
    ApplicationPermission,
)
from shiming.kernel.actor import ActingIdentity, Actor
from shiming.kernel.phones import Mobile
from shiming.messages.models import OutboxMessage
from tests.cast import AGENT, LEGAL_REPRESENTATIVE, UNPROOFED_CITIZEN
from tests.factories.accounts import NOW, last_code, make_account, make_visit

# 18 digits of a region that nobody has; the last ones fit no identity number.
PERMIT = "600101202611220101"
PROJECT = {
    "project_name": "滨江学校教学楼工程",
    "region": "600101",
    "permit_number": PERMIT,
    "permit_number__again": PERMIT,
    "address": "滨江路 1 号",
    "contractor_name": "样例建筑有限公司",
    "contractor_code": "91350100M000100Y43",
    "manager_name": "罗可为",
    "manager_mobile": AGENT.mobile,
    "wage_officer_name": "何守业",
    "wage_officer_mobile": LEGAL_REPRESENTATIVE.mobile,
    "is_started": "no",
    "finish_planned_on": "2027-06-30",
    "contract_amount": "12500000",
    "has_supplier": "no",
    "applicant_name": "甘小梅",
}


def jpeg(*, side: int = 64) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (side, side), "white").save(buffer, "JPEG")
    return buffer.getvalue()


SCANS = {"application_scan": [jpeg()]}


def prove(mobile: str = UNPROOFED_CITIZEN.mobile, *, now: dt.datetime = NOW) -> Visit:
    """Return a browser that has proven this mobile."""
    visit = make_visit()
    remember_mobile(mobile=Mobile.parse(mobile), visit=visit, now=now)
    return visit


def prove_by_code(mobile: str = UNPROOFED_CITIZEN.mobile) -> Visit:
    """Do the same as its owner does, with the code of a text message."""
    visit = make_visit()
    request_code(
        purpose=CodePurpose.APPLY,
        mobile=Mobile.parse(mobile),
        human=HumanAnswer(),
        accepted_agreement=None,
        visit=visit,
        now=NOW,
    )
    prove_mobile(typed_code=last_code(mobile), visit=visit, now=NOW)
    return visit


def submit(
    visit: Visit,
    *,
    kind: str = "building_project",
    typed: Mapping[str, str] = PROJECT,
    scans: Mapping[str, Sequence[bytes]] = SCANS,
    key: uuid.UUID | None = None,
    now: dt.datetime = NOW,
) -> SubmittedApplication:
    return submit_application(
        kind=kind,
        typed=typed,
        scans=scans,
        submission_key=key or uuid.uuid4(),
        visit=visit,
        now=now,
    )


def officer(
    *permissions: ApplicationPermission, account: Account | None = None, name: str = ""
) -> Actor:
    """Return an officer, who may review unless something else is named."""
    owner = account or make_account(kind=AccountKind.STAFF, user_name=name)
    granted = permissions or (ApplicationPermission.REVIEW,)
    return Actor(
        account_id=AccountId(owner.pk),
        person_id=owner.person_id,
        identity=ActingIdentity(permissions=frozenset(granted)),
    )


def taken_up(by: Actor, *, visit: Visit | None = None, **how: object) -> ApplicationId:
    """Return a fresh application that this officer has taken up."""
    application_id = submit(visit or prove(), **how).application_id  # type: ignore[arg-type]  # passed on
    take_up_application(application_id=application_id, officer=by, now=NOW)
    return application_id


def facts(application_id: ApplicationId) -> ApplicationFacts:
    return queries.facts_of(application_id)


@dataclasses.dataclass(frozen=True)
class Text:
    """A text message."""

    to: str
    body: str


def last_text(template: str) -> Text:
    """Return the newest text of this template."""
    rows = OutboxMessage.objects.filter(template=f"accounts/{template}", channel="sms")
    row = rows.order_by("-created_at", "-pk").first()
    assert row is not None
    assert row.content is not None
    return Text(to=row.recipient, body=row.content["body"])


def first_code(template: str = "application_approved_number") -> str:
    """Return the activation code that the applicant got."""
    found = re.search(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", last_text(template).body)
    assert found is not None
    return found[0]
