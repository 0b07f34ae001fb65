"""Use case: a visitor signs in with document number, name and password (S21-2)."""

import datetime as dt
import uuid
from functools import partial

from shiming.accounts import queries
from shiming.accounts.document_facts import facts_of_document, is_called, number_in
from shiming.accounts.password_entry import Target, enter_with_password
from shiming.accounts.types import (
    CheckedForm,
    HumanAnswer,
    PersonId,
    SessionId,
    SignInMethod,
    SignInOutcome,
    Visit,
)
from shiming.kernel.identifiers.documents import DocumentType


def sign_in_with_document_password(
    *,
    document_type: DocumentType,
    number: str,
    name: str,
    password: str,
    human: HumanAnswer,
    visit: Visit,
    replaces: SessionId | None,
    now: dt.datetime,
) -> SignInOutcome:
    """
    Sign in the person with this document, name and password; all three must be exactly right.

    Of several accounts of a person it is the oldest main one that has a password.

    :raises errors.HumanCheckFailed: if the picture code or proof of work is wrong or was used
    :raises errors.SignInLocked: if there were too many wrong tries, for known and unknown alike
    :raises errors.BadCredentials: if the three do not belong together
    :raises errors.AccountFrozen: if they do, but an administrator froze the account
    :raises errors.UnderMaintenance: if they do, but nobody can sign in at present
    :raises errors.MethodNotOffered: if they do, but the portal has other ways in for them
    """
    return enter_with_password(
        find=partial(_find, document_type=document_type, number=number, name=name),
        password=password,
        form=CheckedForm.DOCUMENT_SIGN_IN,
        method=SignInMethod.DOCUMENT_PASSWORD,
        human=human,
        visit=visit,
        replaces=replaces,
        now=now,
    )


# Looked for where nobody has the document, so that as much is read as for somebody.
_NOBODY = PersonId(uuid.UUID(int=0))


def _find(*, document_type: DocumentType, number: str, name: str) -> Target:
    parsed = number_in(facts_of_document(document_type=document_type, number=number))
    person = None if parsed is None else queries.find_person(parsed)
    known_as = f"{document_type}:{number.strip() if parsed is None else parsed.key}"
    return Target(
        account=queries.account_of_person(_NOBODY if person is None else person.id),
        known_as=known_as,
        number=known_as,
        is_fitting=person is not None and is_called(person, name),
    )
