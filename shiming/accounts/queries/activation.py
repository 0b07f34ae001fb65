"""Reads about activation codes."""

import datetime as dt
import unicodedata

from django.db.models import QuerySet

from shiming.accounts import ports
from shiming.accounts.models import ActivationCode
from shiming.accounts.queries.accounts import get_account, list_linked_accounts
from shiming.accounts.queries.codes import BINDING_INDEX
from shiming.accounts.types import (
    AccountId,
    ActivationId,
    ActivationPurpose,
    PendingActivation,
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
    account = get_account(AccountId(code.account_id))
    linked = list_linked_accounts(account.id) if purpose is ActivationPurpose.RECOVERY else []
    return PendingActivation(
        id=ActivationId(code.pk),
        purpose=purpose,
        accounts=(account, *linked),
        demands_document=code.demands_document,
        expires_at=code.expires_at,
    )


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
