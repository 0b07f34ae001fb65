"""Reads about files of staff."""

import uuid
from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from shiming.accounts import queries as accounts
from shiming.directory import errors, policies
from shiming.directory.models import StaffImport, StaffMember
from shiming.directory.queries.organisations import list_organisations
from shiming.directory.queries.staff import NUMBER_INDEX, PHONE_INDEX
from shiming.directory.staff_file import read_staff_file
from shiming.directory.types import (
    CheckedStaffRow,
    DirectoryPermission,
    Reach,
    StaffColumn,
    StaffDraft,
    StaffFault,
    StaffFileRow,
    StaffImportFacts,
    StaffImportId,
    StaffImportState,
    StaffRowResult,
)
from shiming.kernel.actor import Actor
from shiming.vault import errors as vault_errors
from shiming.vault import queries as vault
from shiming.vault.types import VaultFileId

_PIECE = 500
_SHOWN = 20


def get_staff_import(import_id: StaffImportId, *, viewer: Actor) -> StaffImportFacts:
    """
    Return a file to the officer who uploaded it.

    :raises errors.MayNotManageStaff: if the viewer may not keep staff
    :raises errors.StaffImportNotFound: if there is no such file of theirs
    """
    row = _own(viewer).filter(pk=import_id).first()
    if row is None:
        raise errors.StaffImportNotFound
    return _facts(row)


def list_staff_imports(*, viewer: Actor) -> list[StaffImportFacts]:
    """
    List the files that an officer has uploaded, the newest first.

    :raises errors.MayNotManageStaff: if the viewer may not keep staff
    """
    rows = _own(viewer).order_by("-created_at", "-pk")
    return [_facts(row) for row in rows[:_SHOWN]]


def preview_staff_import(import_id: StaffImportId, *, viewer: Actor) -> list[CheckedStaffRow]:
    """
    Return the lines of a file with all that is wrong with each now.

    :raises errors.MayNotManageStaff: if the viewer may not keep staff
    :raises errors.StaffImportNotFound: if there is no such file of theirs, or not any more
    """
    get_staff_import(import_id, viewer=viewer)
    row = StaffImport.objects.get(pk=import_id)
    return check_staff_rows(read_staff_file(file_of(row)), reach=Reach())


def file_of(row: StaffImport) -> bytes:
    """
    Return what was uploaded.

    :raises errors.StaffImportNotFound: if it is not kept any more
    """
    try:
        return vault.read_file(VaultFileId(row.file_id))
    except vault_errors.FileNotKept as error:
        raise errors.StaffImportNotFound from error


def check_staff_rows(rows: Iterable[StaffFileRow], *, reach: Reach) -> list[CheckedStaffRow]:
    """Return what is wrong with each line: in itself, beside the others, beside who is here."""
    read = [(row, *policies.read_row(row)) for row in rows]
    doubles = policies.doubles_in((row.line, draft) for row, draft, _ in read)
    drafts = [draft for _, draft, _ in read]
    numbers = _taken_numbers([one.number.value for one in drafts if one.number])
    phones = _taken_phones([one.profile.phone for one in drafts if one.profile.phone])
    names = accounts.refusals_of_user_names([one.user_name for one in drafts if one.user_name])
    places = {place.code for place in list_organisations(reach=reach)}

    def stored(draft: StaffDraft) -> Iterable[StaffFault]:
        if refusal := names.get(draft.user_name):
            yield StaffFault(column=StaffColumn.USER_NAME, refusal=refusal)
        if draft.organisation_code and draft.organisation_code not in places:
            yield StaffFault(column=StaffColumn.ORGANISATION, refusal=errors.OrganisationUnknown())
        if draft.number and draft.number.value in numbers:
            yield StaffFault(column=StaffColumn.NUMBER, refusal=errors.NumberTaken())
        if draft.profile.phone in phones:
            yield StaffFault(column=StaffColumn.MOBILE, refusal=errors.PhoneTaken())

    checked = []
    for row, draft, own in read:
        faults = (*own, *doubles.get(row.line, ()), *stored(draft))
        checked.append(CheckedStaffRow(row=row, faults=faults, draft=None if faults else draft))
    return checked


def _taken_numbers(values: list[str]) -> set[str]:
    return _taken("number_index", purpose=NUMBER_INDEX, values=values)


def _taken_phones(values: list[str]) -> set[str]:
    return _taken("phone_index", purpose=PHONE_INDEX, values=values)


def _taken(column: str, *, purpose: str, values: Collection[str]) -> set[str]:
    """Return which of the values members of staff have already."""
    value_of = {
        index: value
        for value in values
        for index in vault.blind_indexes(purpose=purpose, value=value)
    }
    indexes, found = list(value_of), set()
    for start in range(0, len(indexes), _PIECE):
        piece = {f"{column}__in": indexes[start : start + _PIECE]}
        rows = StaffMember.objects.filter(is_closed=False, **piece)
        found |= {value_of[one] for one in rows.values_list(column, flat=True)}
    return found


def _own(viewer: Actor) -> QuerySet[StaffImport]:
    refusal = policies.refusal_to_officer(
        officer=viewer, permission=DirectoryPermission.MANAGE_STAFF
    )
    if refusal or viewer.account_id is None:
        raise refusal or errors.MayNotManageStaff()
    own = StaffImport.objects.filter(uploaded_by=viewer.account_id)
    return own.exclude(state=StaffImportState.DISCARDED)


def _facts(row: StaffImport) -> StaffImportFacts:
    return StaffImportFacts(
        id=StaffImportId(uuid.UUID(str(row.pk))),
        state=StaffImportState(row.state),
        takes_all=row.takes_all,
        rows=row.rows,
        done=row.done,
        results=tuple(
            StaffRowResult(line=line, user_name=user_name, code=code)
            for line, user_name, code in row.results
        ),
        created_at=row.created_at,
    )
