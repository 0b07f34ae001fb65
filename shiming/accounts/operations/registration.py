"""Making accounts for people who register, and using up what a clerk printed for them (A2, B8)."""

import datetime as dt

from shiming.accounts import errors, ports, queries
from shiming.accounts.models import Acceptance, Account
from shiming.accounts.policies.user_names import fold_user_name
from shiming.accounts.types import (
    AccountChange,
    AccountChangeKind,
    AccountEvent,
    AccountId,
    AccountKind,
    AccountState,
    AgreementId,
    CodeId,
    RegistrationVariant,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.ids import new_id
from shiming.kernel.phones import Mobile
from shiming.vault import operations as vault


def open_account(
    *,
    user_name: str,
    hashed: str,
    mobile: Mobile,
    variant: RegistrationVariant,
    agreement_id: AgreementId | None,
    actor: Actor,
    now: dt.datetime,
    portal_code: str = "",
    kind: AccountKind = AccountKind.NATURAL_PERSON,
) -> Account | None:
    """
    Return the new account of who proved this mobile, or None if the mobile has one.

    :raises errors.UserNameTaken: if somebody else is called this
    """
    account = _create(
        kind=kind, user_name=user_name, hashed=hashed, mobile=mobile, variant=variant, now=now
    )
    if account is None:
        return None
    if agreement_id is not None:
        Acceptance.objects.create(agreement_id=agreement_id, account=account, accepted_at=now)
    audit.record(
        event=AccountEvent.REGISTERED,
        actor=actor,
        subject=f"account:{AccountId(account.pk)}",
        at=now,
        details={
            "state": str(account.state),
            "kind": kind.value,
            "variant": variant.value,
            "agreement_id": str(agreement_id),
        },
    )
    ports.account_changes().account_changed(
        AccountChange(
            kind=AccountChangeKind.REGISTERED,
            account_id=AccountId(account.pk),
            portal_code=portal_code,
        ),
        actor=actor,
        now=now,
    )
    return account


def note_duplicate(*, code_id: CodeId, refusal: str, actor: Actor, now: dt.datetime) -> None:
    """Write into the abuse log that somebody registered who is registered: it may be a search."""
    audit.record(
        event=AccountEvent.DUPLICATE_REGISTRATION,
        actor=actor,
        subject=f"code:{code_id}",
        at=now,
        details={"refusal": refusal},
    )


def _create(
    *,
    kind: AccountKind,
    user_name: str,
    hashed: str,
    mobile: Mobile,
    variant: RegistrationVariant,
    now: dt.datetime,
) -> Account | None:
    if queries.find_account_by_mobile(mobile) is not None:
        return None
    waits = variant is RegistrationVariant.REAL_NAME_AT_ONCE
    account = Account(
        id=new_id(),
        kind=kind,
        state=AccountState.PENDING if waits else AccountState.ACTIVE,
        user_name=user_name.strip(),
        user_name_key=fold_user_name(user_name) or None,
        password=hashed,
        password_changed_at=now,
        mobile=mobile.value,
        mobile_index=vault.blind_index(purpose=queries.MOBILE_INDEX, value=mobile.value),
        created_at=now,
    )
    # The unique indexes decide between two who come at once; neither gets an exception.
    Account.objects.bulk_create([account], ignore_conflicts=True)
    if Account.objects.filter(pk=account.pk).exists():
        return account
    if queries.find_account_by_mobile(mobile) is not None:
        return None
    raise errors.UserNameTaken
