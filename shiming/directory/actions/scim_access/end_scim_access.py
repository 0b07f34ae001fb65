"""Use case: an officer no longer lets a program in; its tokens are worth nothing at once."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.directory import errors, policies
from shiming.directory.models import ScimAccess
from shiming.directory.types import DirectoryPermission, ScimAccessEvent, ScimAccessId
from shiming.kernel.actor import Actor


def end_scim_access(*, access_id: ScimAccessId, officer: Actor, now: dt.datetime) -> None:
    """
    End what a client was allowed; what it did stays.

    :raises errors.MayNotManageScim: if the officer may not decide that
    :raises errors.ScimAccessNotFound: if it may not come in any more
    """
    if refusal := policies.refusal_to_officer(
        officer=officer, permission=DirectoryPermission.MANAGE_SCIM
    ):
        raise refusal
    with transaction.atomic(durable=True):
        living = ScimAccess.objects.filter(pk=access_id, ended_at__isnull=True)
        client_id = living.values_list("client_id", flat=True).first()
        if client_id is None or not living.update(ended_at=now):
            raise errors.ScimAccessNotFound
        audit.record(
            event=ScimAccessEvent.ENDED, actor=officer, subject=f"client:{client_id}", at=now
        )
