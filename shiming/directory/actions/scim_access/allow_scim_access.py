"""Use case: an officer lets a program keep staff and groups, everywhere or below a node."""

import datetime as dt

from django.db import IntegrityError, transaction

from shiming.audit import operations as audit
from shiming.directory import errors, policies, queries
from shiming.directory.models import ScimAccess
from shiming.directory.types import (
    EVERYWHERE,
    DirectoryPermission,
    ScimAccessEvent,
    ScimAccessId,
)
from shiming.kernel.actor import Actor


def allow_scim_access(
    *, client_id: str, organisation_code: str, officer: Actor, now: dt.datetime
) -> ScimAccessId:
    """
    Let a client in; without an organisation it reaches everywhere.

    :raises errors.MayNotManageScim: if the officer may not decide that
    :raises errors.OrganisationUnknown: if there is no such organisation
    :raises errors.ScimAccessTwice: if it may come in already
    """
    if refusal := policies.refusal_to_officer(
        officer=officer, permission=DirectoryPermission.MANAGE_SCIM
    ):
        raise refusal
    place = None
    if organisation_code:
        place = queries.find_organisation(organisation_code, reach=EVERYWHERE)
        if place is None:
            raise errors.OrganisationUnknown
    with transaction.atomic(durable=True):
        try:
            with transaction.atomic():
                access = ScimAccess.objects.create(
                    client_id=client_id,
                    organisation_id=place.id if place else None,
                    allowed_by=officer.account_id,
                    allowed_at=now,
                )
        except IntegrityError as error:
            raise errors.ScimAccessTwice from error
        audit.record(
            event=ScimAccessEvent.ALLOWED,
            actor=officer,
            subject=f"client:{client_id}",
            at=now,
            details={"organisation": organisation_code or None},
        )
    return ScimAccessId(access.pk)
