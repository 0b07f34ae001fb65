"""Reads about applications for accounts (A4)."""

import dataclasses
import datetime as dt
import functools
import pathlib
from collections.abc import Sequence

from django.db.models import Q, QuerySet

from shiming.accounts import errors
from shiming.accounts.models.applications import (
    Application,
    ApplicationForm,
    ApplicationScanRow,
    ApplicationStepRow,
    ProvenMobile,
    SupplierConnection,
)
from shiming.accounts.policies import applications as rules
from shiming.accounts.queries.codes import BINDING_INDEX
from shiming.accounts.types import AccountId, AccountState
from shiming.accounts.types.applications import (
    ApplicationFacts,
    ApplicationFormId,
    ApplicationId,
    ApplicationKind,
    ApplicationPermission,
    ApplicationScan,
    ApplicationState,
    ApplicationStep,
    ConnectionFacts,
    ConnectionId,
    ConnectionState,
    FormState,
    FormVersion,
    MobileProof,
    QueuedApplication,
    ScanId,
)
from shiming.kernel.actor import Actor
from shiming.kernel.declared_forms import Choice, FieldType
from shiming.kernel.phones import Mobile
from shiming.vault import queries as vault
from shiming.vault.types import VaultFileId

APPLICATION_INDEX = "accounts.application.mobile_index"
# In the order of the page; further ones come from officers.
SHIPPED = (
    "building_project",
    "site_enterprise",
    "site_project",
    "supplier_connection",
    "department",
    "school",
    "verification_service",
)
_FOLDER = pathlib.Path(__file__).resolve().parent.parent / "application_forms"
PAGE = 50


@functools.cache
def shipped_declaration(kind: str) -> str:
    """Return the text of a form that comes with the product; it is version 1."""
    return (_FOLDER / f"{kind}.toml").read_text("utf-8")


def list_kinds() -> list[ApplicationKind]:
    """Return everything that can be applied for, in the newest form of each."""
    newest = {row.kind: row for row in _in_force().order_by("kind", "version")}
    codes = [*SHIPPED, *sorted(set(newest) - set(SHIPPED))]
    return [_kind_of(newest[code]) if code in newest else _shipped(code) for code in codes]


def get_kind(code: str) -> ApplicationKind:
    """
    Return what is applied for under this code, in its newest form.

    :raises errors.ApplicationKindUnknown: if there is nothing
    """
    row = newest_form(code)
    if row is not None:
        return _kind_of(row)
    if code not in SHIPPED:
        raise errors.ApplicationKindUnknown
    return _shipped(code)


def newest_form(code: str) -> ApplicationForm | None:
    """Return the newest version in force, if one is in the database."""
    return _in_force().filter(kind=code).order_by("-version").first()


def find_mobile_proof(*, visitor_token: str, now: dt.datetime) -> MobileProof | None:
    """Return the mobile that this visitor has lately proven, or None."""
    bindings = vault.blind_indexes(purpose=BINDING_INDEX, value=visitor_token)
    rows = ProvenMobile.objects.filter(bound_to__in=bindings, expires_at__gt=now)
    row = rows.order_by("-proven_at", "-pk").first()
    if row is None:
        return None
    return MobileProof(id=row.pk, mobile=Mobile.parse(row.mobile), expires_at=row.expires_at)


def get_mobile_proof(*, visitor_token: str, now: dt.datetime) -> MobileProof:
    """
    Return the mobile that this visitor has lately proven.

    :raises errors.MobileNotProven: if there is none
    """
    proof = find_mobile_proof(visitor_token=visitor_token, now=now)
    if proof is None:
        raise errors.MobileNotProven
    return proof


def list_offers(kind: ApplicationKind, *, mobile: Mobile) -> dict[str, Sequence[Choice]]:
    """
    Return what this applicant may choose from: what was approved for them before (S09-3).

    :raises errors.FirstAnother: if a mandatory choice has nothing to choose from yet
    """
    offers: dict[str, Sequence[Choice]] = {}
    for field in kind.form.fields:
        if field.type is FieldType.OFFERED:
            rows = _of_mobile(mobile).filter(kind=field.offers, state=ApplicationState.APPROVED)
            offers[field.key] = [
                Choice(value=str(row.pk), label=row.name) for row in rows.order_by("changed_at")
            ]
            if field.is_required and not offers[field.key]:
                raise errors.FirstAnother
    return offers


def list_own_applications(*, proof: MobileProof, name: str) -> list[ApplicationFacts]:
    """
    Return what was filed with a proven mobile under a name like this, the newest first (S01-7).

    Names are encrypted: those of this mobile alone are read, and compared one by one.
    """
    rows = _of_mobile(proof.mobile).order_by("-submitted_at", "-pk")
    return [_facts(row) for row in rows if rules.is_like(name, row.name)]


def get_own_application(application_id: ApplicationId, *, proof: MobileProof) -> ApplicationFacts:
    """
    Return one application of a proven mobile, with its record.

    :raises errors.ApplicationNotFound: if there is none, or it is somebody else's
    """
    row = _of_mobile(proof.mobile).filter(pk=application_id).first()
    if row is None:
        raise errors.ApplicationNotFound
    return _facts(row, is_whole=True)


def list_queue(
    *,
    viewer: Actor,
    state: ApplicationState,
    kind: str = "",
    after: ApplicationId | None = None,
) -> list[QueuedApplication]:
    """
    Return applications in this state, those that wait longest first, a page at a time.

    :raises errors.MayNotManageAccounts: if the viewer may not review
    """
    _check(viewer, ApplicationPermission.REVIEW)
    rows = Application.objects.select_related("form").filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    last = Application.objects.filter(pk=after).first() if after else None
    if last is not None:
        rows = rows.filter(
            Q(submitted_at__gt=last.submitted_at)
            | Q(submitted_at=last.submitted_at, pk__gt=last.pk)
        )
    return [_queued(row) for row in rows.order_by("submitted_at", "pk")[:PAGE]]


def get_queued(application_id: ApplicationId, *, viewer: Actor) -> QueuedApplication:
    """
    Return one application without anything personal.

    :raises errors.MayNotManageAccounts: if the viewer may not review
    :raises errors.ApplicationNotFound: if there is none
    """
    _check(viewer, ApplicationPermission.REVIEW)
    return _queued(_row(application_id))


def get_application_for_review(application_id: ApplicationId, *, viewer: Actor) -> ApplicationFacts:
    """
    Return an application to the officer who has it: whole until it is decided.

    :raises errors.MayNotManageAccounts: if the viewer may not review
    :raises errors.ApplicationNotFound: if there is none
    :raises errors.NotTheReviewer: if another officer has it, or nobody
    """
    _check(viewer, ApplicationPermission.REVIEW)
    row = _row(application_id)
    if row.reviewer_id is None or row.reviewer_id != viewer.account_id:
        raise errors.NotTheReviewer
    whole = _facts(row, is_whole=True)
    if whole.state is ApplicationState.UNDER_REVIEW:
        return whole
    # Decided: what somebody wrote of themselves is nobody's daily reading any more.
    return dataclasses.replace(whole, answers={}, offered={}, scans=(), name="")


def get_scan_file(scan_id: ScanId, *, viewer: Actor) -> tuple[ApplicationId, bytes]:
    """
    Return a page to the officer who has the application, and which application that is.

    :raises errors.ApplicationNotFound: if there is no such page, or another officer has it
    """
    _check(viewer, ApplicationPermission.REVIEW)
    row = ApplicationScanRow.objects.select_related("application").filter(pk=scan_id).first()
    if (
        row is None
        or row.application.reviewer_id != viewer.account_id
        or row.application.state != ApplicationState.UNDER_REVIEW
    ):
        raise errors.ApplicationNotFound
    return ApplicationId(row.application_id), vault.read_file(VaultFileId(row.file_id))


def facts_of(application_id: ApplicationId) -> ApplicationFacts:
    """
    Return an application to whoever acts on it; who may is for the caller to judge.

    :raises errors.ApplicationNotFound: if there is none
    """
    return _facts(_row(application_id))


def list_form_versions(
    *, viewer: Actor, after: ApplicationFormId | None = None
) -> list[FormVersion]:
    """
    Return the versions of all forms that officers wrote, the newest first, a page at a time.

    :raises errors.MayNotManageAccounts: if the viewer may neither edit nor publish
    """
    if not viewer.may(ApplicationPermission.PUBLISH_FORM):
        _check(viewer, ApplicationPermission.EDIT_FORM)
    rows = ApplicationForm.objects.filter(proposed_by__isnull=False)
    last = rows.filter(pk=after).first() if after else None
    if last is not None:
        rows = rows.filter(
            Q(proposed_at__lt=last.proposed_at) | Q(proposed_at=last.proposed_at, pk__lt=last.pk)
        )
    return [form_version(row) for row in rows.order_by("-proposed_at", "-pk")[:PAGE]]


def form_version(row: ApplicationForm) -> FormVersion:
    """Return a version as a value."""
    return FormVersion(
        id=ApplicationFormId(row.pk),
        kind=row.kind,
        version=row.version,
        state=FormState(row.state),
        declaration=row.declaration,
        proposed_by=None if row.proposed_by is None else AccountId(row.proposed_by),
        proposed_at=row.proposed_at,
    )


def get_declaration(code: str, *, viewer: Actor) -> str:
    """
    Return the newest text of a form to an officer who may edit it; empty for a new kind.

    :raises errors.MayNotManageAccounts: if the viewer may not edit
    """
    _check(viewer, ApplicationPermission.EDIT_FORM)
    row = newest_form(code)
    if row is not None:
        return row.declaration
    return shipped_declaration(code) if code in SHIPPED else ""


def list_connections(*, viewer: Actor) -> list[ConnectionFacts]:
    """
    Return the connections of suppliers, those that changed last first.

    :raises errors.MayNotManageAccounts: if the viewer may not move them
    """
    _check(viewer, ApplicationPermission.MOVE_CONNECTION)
    rows = SupplierConnection.objects.select_related("application")
    return [
        ConnectionFacts(
            id=ConnectionId(row.pk),
            application_id=ApplicationId(row.application_id),
            number=row.application.number,
            state=ConnectionState(row.state),
            changed_at=row.changed_at,
        )
        for row in rows.order_by("-changed_at", "-pk")[:PAGE]
    ]


def _check(viewer: Actor, permission: ApplicationPermission) -> None:
    if refusal := rules.refusal_to_officer(viewer, permission):
        raise refusal


def _in_force() -> QuerySet[ApplicationForm]:
    return ApplicationForm.objects.filter(state=FormState.IN_FORCE)


def _kind_of(row: ApplicationForm) -> ApplicationKind:
    return rules.parse_kind(row.kind, row.version, row.declaration)


def _shipped(code: str) -> ApplicationKind:
    return rules.parse_kind(code, 1, shipped_declaration(code))


def _of_mobile(mobile: Mobile) -> QuerySet[Application]:
    indexes = vault.blind_indexes(purpose=APPLICATION_INDEX, value=mobile.value)
    return Application.objects.select_related("form", "account").filter(mobile_index__in=indexes)


def _row(application_id: ApplicationId) -> Application:
    rows = Application.objects.select_related("form", "account")
    row = rows.filter(pk=application_id).first()
    if row is None:
        raise errors.ApplicationNotFound
    return row


def _queued(row: Application) -> QueuedApplication:
    return QueuedApplication(
        id=ApplicationId(row.pk),
        number=row.number,
        title=_kind_of(row.form).form.title,
        state=ApplicationState(row.state),
        submitted_at=row.submitted_at,
        reviewer_id=None if row.reviewer_id is None else AccountId(row.reviewer_id),
    )


def _facts(row: Application, *, is_whole: bool = False) -> ApplicationFacts:
    kind = _kind_of(row.form)
    steps: tuple[ApplicationStep, ...] = ()
    scans: tuple[ApplicationScan, ...] = ()
    offered: dict[str, str] = {}
    if is_whole:
        steps = tuple(map(_step, _steps_of(row)))
        scans = tuple(map(_scan, _scans_of(row)))
        chosen = {
            field.key: row.answers[field.key]
            for field in kind.form.fields
            if field.type is FieldType.OFFERED and field.key in row.answers
        }
        names = Application.objects.in_bulk(list(chosen.values()))
        by_id = {str(pk): each.name for pk, each in names.items()}
        offered = {key: by_id.get(value, "") for key, value in chosen.items()}
    account = row.account
    return ApplicationFacts(
        id=ApplicationId(row.pk),
        number=row.number,
        kind=kind,
        state=ApplicationState(row.state),
        name=row.name,
        submitted_at=row.submitted_at,
        changed_at=row.changed_at,
        reviewer_id=None if row.reviewer_id is None else AccountId(row.reviewer_id),
        account_id=None if row.account_id is None else AccountId(row.account_id),
        mobile=Mobile.parse(row.mobile),
        answers=dict(row.answers),
        offered=offered,
        scans=scans,
        steps=steps,
        awaits_activation=account is not None
        and account.state == AccountState.PENDING
        and account.password_changed_at is None,
    )


def _steps_of(row: Application) -> QuerySet[ApplicationStepRow]:
    return ApplicationStepRow.objects.filter(application=row).order_by("made_at", "pk")


def _scans_of(row: Application) -> QuerySet[ApplicationScanRow]:
    return ApplicationScanRow.objects.filter(application=row).order_by("field", "place")


def _step(row: ApplicationStepRow) -> ApplicationStep:
    return ApplicationStep(at=row.made_at, state=ApplicationState(row.state), note=row.note or "")


def _scan(row: ApplicationScanRow) -> ApplicationScan:
    return ApplicationScan(id=ScanId(row.pk), field=row.field, place=row.place)
