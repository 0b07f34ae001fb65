"""Use case: an officer has the operator of a source asked to accept its duties (S19-7)."""

import datetime as dt
import secrets
from collections.abc import Callable

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.emails import EmailAddress
from shiming.messages import operations as messages
from shiming.trust_sources import errors, queries
from shiming.trust_sources.models import DutiesAcceptance
from shiming.trust_sources.operations import code_hash
from shiming.trust_sources.types import SourceId, SourcePermission
from shiming.trust_sources.types.duties import AcceptanceId, DutiesEvent, DutiesParty

_LIFETIME = dt.timedelta(days=7)
# Without signs that are taken for one another when they are read out.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH = 8


def ask_acceptance(
    *,
    source_id: SourceId,
    contact: EmailAddress,
    link: Callable[[AcceptanceId], str],
    officer: Actor,
    now: dt.datetime,
) -> AcceptanceId:
    """
    Send the operator's contact a letter with a link and a code that is good once.

    :raises errors.MayNotManageSources: if the officer may not
    :raises errors.SourceNotFound: if there is no such source
    """
    if officer.account_id is None or not officer.may(SourcePermission.MANAGE_SOURCES):
        raise errors.MayNotManageSources
    facts = queries.get_source(source_id=source_id, viewer=officer)
    terms = facts.in_force or facts.proposed
    code = "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))
    with transaction.atomic(durable=True):
        row = DutiesAcceptance.objects.create(
            source_id=source_id,
            version=queries.current_duties(DutiesParty.SOURCE).version,
            contact=contact.value,
            code_hash=code_hash(code),
            asked_by=officer.account_id,
            asked_at=now,
            expires_at=now + _LIFETIME,
        )
        acceptance_id = AcceptanceId(row.pk)
        messages.send_email(
            template="trust_sources/accept_duties",
            address=contact.value,
            context={
                "source": facts.code if terms is None else terms.entry.name,
                "link": link(acceptance_id),
                "code": code,
            },
            now=now,
        )
        audit.record(
            event=DutiesEvent.ASKED,
            actor=officer,
            subject=f"trust_source:{source_id}",
            at=now,
            details={"version": row.version},
        )
    return acceptance_id
