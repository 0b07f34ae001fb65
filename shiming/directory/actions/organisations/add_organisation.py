"""Use case: an officer adds an organisation to the tree."""

import datetime as dt

from django.db import IntegrityError, transaction

from shiming.audit import operations as audit
from shiming.directory import errors, policies
from shiming.directory.models import Organisation
from shiming.directory.types import (
    DirectoryPermission,
    OrganisationEvent,
    OrganisationId,
)
from shiming.kernel.actor import Actor


def add_organisation(
    *, code: str, name: str, parent_code: str, officer: Actor, now: dt.datetime
) -> OrganisationId:
    """
    Add an organisation below another, or a root if `parent_code` is empty.

    :raises errors.MayNotManageOrganisations: if the officer may not
    :raises errors.OrganisationUnknown: if there is no such organisation above
    :raises errors.OrganisationUnfit: if code or name are not as they must be, or it is too deep
    :raises errors.OrganisationCodeTaken: if another one has the code
    """
    if refusal := policies.refusal_to_officer(
        officer=officer, permission=DirectoryPermission.MANAGE_ORGANISATIONS
    ):
        raise refusal
    with transaction.atomic(durable=True):
        parent = Organisation.objects.filter(code=parent_code).first() if parent_code else None
        if parent_code and parent is None:
            raise errors.OrganisationUnknown
        # SQLite compares paths without case: codes that differ in it would share their reach.
        if Organisation.objects.filter(code__iexact=code).exists():
            raise errors.OrganisationCodeTaken
        above = parent.path if parent else "/"
        if refusal := policies.refusal_to_organisation(code=code, name=name, parent_path=above):
            raise refusal
        try:
            with transaction.atomic():
                added = Organisation.objects.create(
                    code=code,
                    name=name.strip(),
                    parent=parent,
                    path=f"{above}{code}/",
                    created_at=now,
                )
        except IntegrityError as error:
            raise errors.OrganisationCodeTaken from error
        audit.record(
            event=OrganisationEvent.ADDED,
            actor=officer,
            subject=f"organisation:{added.pk}",
            at=now,
            details={"code": code, "parent": parent_code or None},
        )
    return OrganisationId(added.pk)
