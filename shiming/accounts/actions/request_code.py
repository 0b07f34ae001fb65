"""Use case: a visitor asks for a one-time code to register or to sign in."""

import dataclasses
import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.types import (
    AgreementId,
    CheckedForm,
    CodeId,
    CodePurpose,
    HumanAnswer,
    Visit,
)
from shiming.kernel.phones import Mobile

_FORMS = {
    CodePurpose.REGISTER: CheckedForm.REGISTER,
    CodePurpose.SIGN_IN: CheckedForm.SMS_SIGN_IN,
    CodePurpose.SIGN_IN_WITH_DOCUMENT: CheckedForm.DOCUMENT_SIGN_IN,
    CodePurpose.SIGN_IN_AS_FILED: CheckedForm.FILED_SIGN_IN,
    CodePurpose.APPLY: CheckedForm.APPLY,
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RequestedCode:
    """That a code is on its way; nothing in it tells whether the number is registered (Q42)."""

    code_id: CodeId


def request_code(
    *,
    purpose: CodePurpose,
    mobile: Mobile,
    human: HumanAnswer,
    accepted_agreement: AgreementId | None,
    visit: Visit,
    now: dt.datetime,
    facts: Mapping[str, str] | None = None,
) -> RequestedCode:
    """
    Send a code to any mobile, registered or not: who has not proven it learns nothing.

    Whether the `facts` that were typed along belong to it is looked at once the code was right.

    :raises errors.HumanCheckFailed: if the picture code or proof of work is wrong or was used
    :raises errors.AgreementNotPublished: if nobody can register yet
    :raises errors.AgreementNotAccepted: if the agreement in force was not accepted
    :raises errors.CodeTooSoon: if the number got a code less than a minute ago
    :raises errors.CodeLimitReached: if the number or the address has had its share of the day
    """
    if purpose is CodePurpose.REGISTER:
        _check_agreement(accepted_agreement, now=now)
    with transaction.atomic(durable=True):
        is_human = operations.is_passed_by_human(
            form=_FORMS[purpose], answer=human, visit=visit, now=now
        )
    # Committed by now: a wrong answer has used its picture up.
    if not is_human:
        raise errors.HumanCheckFailed
    with transaction.atomic(durable=True):
        code_id = operations.issue_code(
            purpose=purpose,
            contact=mobile,
            visit=visit,
            actor=actor_of_visit(visit),
            agreement_id=accepted_agreement,
            facts=facts,
            now=now,
        )
    return RequestedCode(code_id=code_id)


def _check_agreement(accepted: AgreementId | None, *, now: dt.datetime) -> None:
    current = queries.find_current_agreement(now=now)
    if current is None:
        raise errors.AgreementNotPublished
    if accepted != current.id:
        raise errors.AgreementNotAccepted
