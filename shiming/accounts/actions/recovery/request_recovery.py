"""Use case: a visitor who forgot their password asks for a code to a contact of theirs (S14-9)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.types import CheckedForm, CodeId, CodePurpose, Contact, HumanAnswer, Visit


def request_recovery(
    *, contact: Contact, human: HumanAnswer, visit: Visit, now: dt.datetime
) -> CodeId:
    """
    Send a code to any mobile or mailbox, known or not: who has not proven it learns nothing.

    :raises errors.HumanCheckFailed: if the picture code or proof of work is wrong or was used
    :raises errors.CodeTooSoon: if the contact got a code less than a minute ago
    :raises errors.CodeLimitReached: if the contact or the address has had its share of the day
    """
    with transaction.atomic(durable=True):
        is_human = operations.is_passed_by_human(
            form=CheckedForm.RECOVER, answer=human, visit=visit, now=now
        )
    # Committed by now: a wrong answer has used its picture up.
    if not is_human:
        raise errors.HumanCheckFailed
    with transaction.atomic(durable=True):
        return operations.issue_code(
            purpose=CodePurpose.RECOVER,
            contact=contact,
            visit=visit,
            actor=actor_of_visit(visit),
            now=now,
        )
