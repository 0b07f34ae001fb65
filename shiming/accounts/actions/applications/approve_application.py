"""Use case: an officer approves an application, and the account comes into being (S01-9)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, ports
from shiming.accounts.models.applications import Application, SupplierConnection
from shiming.accounts.operations.applications import (
    note_step,
    send_first_code,
    tell_applicant,
)
from shiming.accounts.operations.openings import open_pending_account
from shiming.accounts.policies import applications as rules
from shiming.accounts.queries import applications as queries
from shiming.accounts.types import AccountId, IssuedActivation
from shiming.accounts.types.applications import (
    ApplicationEvent,
    ApplicationFacts,
    ApplicationId,
    ApplicationState,
    ApprovedApplication,
    ConnectionState,
)
from shiming.kernel.actor import Actor


def approve_application(*, application_id: ApplicationId, officer: Actor, now: dt.datetime) -> None:
    """
    Open the account, and send its applicant a code with which they choose the password.

    The officer never sees the code. Whatever else hangs on this kind happens with it or not at all.

    :raises errors.MayNotManageAccounts: if the officer may not review
    :raises errors.ApplicationNotFound: if there is none
    :raises errors.ApplicationNotWaiting: if it is not under review any more
    :raises errors.NotTheReviewer: if another officer has it
    :raises errors.LoginNameTaken: if its login name is another account's, or is none
    :raises DomainError: whatever the hook of this kind refuses with
    """
    waiting = queries.get_queued(application_id, viewer=officer)
    if refusal := rules.refusal_to_decide(
        officer=officer, state=waiting.state, reviewer_id=waiting.reviewer_id
    ):
        raise refusal
    with transaction.atomic(durable=True):
        application = queries.facts_of(application_id)
        mine = Application.objects.filter(
            pk=application_id,
            state=ApplicationState.UNDER_REVIEW,
            reviewer_id=officer.account_id,
        )
        if not mine.update(state=ApplicationState.APPROVED, changed_at=now):
            raise errors.ApplicationNotWaiting
        issued = _open(application, officer=officer, now=now)
        account_id = None if issued is None else issued.account_id
        Application.objects.filter(pk=application_id).update(account_id=account_id)
        if application.kind.connects:
            SupplierConnection.objects.create(
                application_id=application_id, state=ConnectionState.NONE, changed_at=now
            )
        note_step(
            application_id=application_id,
            state=ApplicationState.APPROVED,
            event=ApplicationEvent.APPROVED,
            actor=officer,
            now=now,
        )
        hook = ports.approval_hooks().get(application.kind.code)
        if hook is not None:
            hook.approved(application=_approved(application, account_id), actor=officer, now=now)
        if issued is None:
            tell_applicant(
                template="accounts/application_accepted",
                application=application,
                context={"number": application.number},
                now=now,
            )
        else:
            send_first_code(application=queries.facts_of(application_id), issued=issued, now=now)


def _open(
    application: ApplicationFacts, *, officer: Actor, now: dt.datetime
) -> IssuedActivation | None:
    kind = application.kind
    if kind.opens is None:
        return None
    login = kind.login
    answer = "" if login is None else application.answers[login.field]
    is_user_name = login is not None and login.number_kind is None
    try:
        issued = open_pending_account(
            kind=kind.opens,
            user_name=f"{login.prefix}{answer}"
            if login is not None and is_user_name
            else f"u-{application.number.lower()}",
            actor=officer,
            now=now,
        )
        if login is not None and login.number_kind is not None:
            operations.attach_number(
                account_id=AccountId(issued.account_id),
                kind=login.number_kind,
                number=answer,
                actor=officer,
                now=now,
            )
    except (
        errors.UserNameTaken,
        errors.UserNameMalformed,
        errors.NumberTaken,
        errors.NumberMalformed,
    ) as error:
        raise errors.LoginNameTaken from error
    return issued


def _approved(application: ApplicationFacts, account_id: AccountId | None) -> ApprovedApplication:
    return ApprovedApplication(
        id=application.id,
        number=application.number,
        kind=application.kind.code,
        mobile=application.mobile,
        answers=application.answers,
        account_id=account_id,
    )
