"""Reads about activation codes."""

import datetime as dt
import unicodedata

from django.db.models import QuerySet

from shiming.accounts import ports
from shiming.accounts.models import ActivationCode
from shiming.accounts.policies.recovery import is_proofed_owner, refusal_to_self_recovery
from shiming.accounts.queries.accounts import (
    get_account,
    list_accounts_of_person,
    list_linked_accounts,
)
from shiming.accounts.queries.codes import BINDING_INDEX
from shiming.accounts.types import (
    AccountFacts,
    AccountId,
    ActivationId,
    ActivationPurpose,
    PendingActivation,
    PersonId,
)
from shiming.vault import queries as vault

ACTIVATION_HASH = "accounts.activation"
# Longer than any code with its hyphens; whatever is longer is not even hashed.
_LONGEST = 64


def bare_code(typed: str) -> str:
    """Return a code as typed, in capitals and without hyphens and blanks."""
    narrow = unicodedata.normalize("NFKC", typed[:_LONGEST]).upper()
    return "".join(char for char in narrow if char.isalnum())


def find_pending_activation(
    *, typed_code: str, visitor_token: str, now: dt.datetime
) -> PendingActivation | None:
    """Return what a code still opens for this visitor, or None."""
    code = usable_activations(typed_code=typed_code, visitor_token=visitor_token, now=now).first()
    if code is None:
        return None
    purpose = ActivationPurpose(code.purpose)
    accounts = _accounts_open_to(purpose, get_account(AccountId(code.account_id)), now=now)
    if not accounts:
        return None
    return PendingActivation(
        id=ActivationId(code.pk),
        purpose=purpose,
        accounts=tuple(accounts),
        demands_document=code.demands_document,
        expires_at=code.expires_at,
    )


def list_accounts_of_face(person_id: PersonId, *, now: dt.datetime) -> list[AccountFacts]:
    """Return the accounts that a person was proofed in with their face, the main one first."""
    own = [
        account
        for account in list_accounts_of_person(person_id)
        if is_proofed_owner(
            account, level=ports.level_source().level_of(person_id, account.id, now)[0]
        )
    ]
    return sorted(own, key=lambda account: account.main_account_id is not None)


def _accounts_open_to(
    purpose: ActivationPurpose, account: AccountFacts, *, now: dt.datetime
) -> list[AccountFacts]:
    if purpose is ActivationPurpose.RECOVERY:
        return [account, *list_linked_accounts(account.id)]
    if purpose is not ActivationPurpose.FACE_RECOVERY:
        return [account]
    owned = [] if account.person_id is None else list_accounts_of_face(account.person_id, now=now)
    return [each for each in owned if refusal_to_self_recovery(each) is None]


def usable_activations(
    *, typed_code: str, visitor_token: str, now: dt.datetime
) -> QuerySet[ActivationCode]:
    """Return the row that a code still opens for this visitor, if there is one."""
    hashes = vault.blind_indexes(purpose=ACTIVATION_HASH, value=bare_code(typed_code))
    bindings = vault.blind_indexes(purpose=BINDING_INDEX, value=visitor_token)
    return ActivationCode.objects.filter(
        code_hash__in=hashes,
        bound_to__in=["", *bindings],
        consumed_at__isnull=True,
        expires_at__gt=now,
        tries__lt=ports.policy().activation_tries,
    )
