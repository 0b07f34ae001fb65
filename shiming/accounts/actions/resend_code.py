"""Use case: a visitor whose code did not arrive asks for another one."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.types import CodeId, CodePurpose, Visit


def resend_code(*, purpose: CodePurpose, visit: Visit, now: dt.datetime) -> CodeId:
    """
    Send a fresh code to the contact that this visitor asked for before.

    No new human check: the contact's daily limit bounds what one passed check can cost.

    :raises errors.CodeNotUsable: if this visitor did not lately ask for a code
    :raises errors.CodeTooSoon: if the last one was sent less than a minute ago
    :raises errors.CodeLimitReached: if the contact or the address has had its share of the day
    """
    with transaction.atomic(durable=True):
        last = queries.find_last_code(purpose=purpose, visitor_token=visit.token, now=now)
        if last is None:
            raise errors.CodeNotUsable
        return operations.issue_code(
            purpose=purpose,
            contact=last.contact,
            visit=visit,
            actor=actor_of_visit(visit),
            agreement_id=last.agreement_id,
            facts=last.facts or None,
            now=now,
        )
