"""Use case: an applicant whose first code has run out asks for another one."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors
from shiming.accounts.operations.activation import issue_activation_code
from shiming.accounts.operations.applications import send_first_code
from shiming.accounts.operations.codes import charge_sending
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.queries import applications as queries
from shiming.accounts.types import ActivationPurpose, Visit
from shiming.accounts.types.applications import ApplicationId


def renew_first_code(*, application_id: ApplicationId, visit: Visit, now: dt.datetime) -> None:
    """
    Send another code to the mobile of an approved application; the earlier one is void.

    Only while nobody has chosen a password: afterwards it is a recovery, with its own rules.

    :raises errors.MobileNotProven: if this browser has not lately proven a mobile
    :raises errors.ApplicationNotFound: if there is none, or it is somebody else's
    :raises errors.ActivationNotAwaited: if the account was activated or closed, or there is none
    :raises errors.CodeTooSoon: if the mobile got a code less than a minute ago
    :raises errors.CodeLimitReached: if the mobile or the address has had its share of the day
    """
    actor = actor_of_visit(visit)
    proof = queries.get_mobile_proof(visitor_token=visit.token, now=now)
    with transaction.atomic(durable=True):
        application = queries.get_own_application(application_id, proof=proof)
        if application.account_id is None or not application.awaits_activation:
            raise errors.ActivationNotAwaited
        charge_sending(contact=proof.mobile, visit=visit, actor=actor, now=now)
        issued = issue_activation_code(
            account_id=application.account_id,
            purpose=ActivationPurpose.FIRST_SIGN_IN,
            actor=actor,
            now=now,
        )
        send_first_code(application=application, issued=issued, now=now)
