"""Use case: a person who wants another mobile has a code sent to the old one (A12)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.policies.contacts import visit_of_session
from shiming.accounts.types import AccountId, CodeId, CodePurpose, Visit
from shiming.kernel.actor import Actor


def send_old_mobile_code(*, actor: Actor, visit: Visit, now: dt.datetime) -> CodeId:
    """
    Send a code to the mobile that the account has.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.ContactMissing: if the account has no mobile
    :raises errors.CodeTooSoon: if the mobile got a code less than a minute ago
    :raises errors.CodeLimitReached: if the mobile or the address has had its share of the day
    """
    if actor.account_id is None:
        raise errors.SignInRequired
    mobile = queries.get_account(AccountId(actor.account_id)).mobile
    if mobile is None:
        raise errors.ContactMissing
    with transaction.atomic(durable=True):
        return operations.issue_code(
            purpose=CodePurpose.CONFIRM_CONTACT,
            contact=mobile,
            visit=visit_of_session(visit, actor),
            actor=actor,
            now=now,
        )
