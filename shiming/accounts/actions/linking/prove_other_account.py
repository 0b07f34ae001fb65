"""Use case: somebody shows that another account is theirs too (S14-8)."""

import datetime as dt

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.models import Account
from shiming.accounts.operations import linking
from shiming.accounts.policies.links import refusal_to_link
from shiming.accounts.policies.passwords import LONGEST_ANYWHERE
from shiming.accounts.policies.sessions import is_freshly_proven
from shiming.accounts.policies.user_names import fold_user_name
from shiming.accounts.types import AccountId, AccountKind, AttemptKind, CodePurpose, Visit
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.kernel.phones import Mobile


def prove_other_account(
    *, identifier: str, password: str, actor: Actor, visit: Visit, now: dt.datetime
) -> linking.ProvenOther:
    """
    Check the password of the other account, and send a code to its mobile or mailbox if it has one.

    A password that was stolen is not enough: linking takes the contacts, and with them the way
    back in. Unknown names, wrong passwords and accounts that cannot be linked cost the same try.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.ReauthenticationRequired: if this side was not proven within the last minutes
    :raises errors.SignInLocked: if there were too many wrong tries, for known and unknown alike
    :raises errors.BadCredentials: if name and password do not belong together
    :raises errors.LinkSameAccount: and the other refusals to link, once the password was right
    """
    if actor.account_id is None:
        raise errors.SignInRequired
    lifetime = ports.policy().reauthentication_lifetime
    if not is_freshly_proven(actor, now=now, lifetime=lifetime):
        raise errors.ReauthenticationRequired
    account, known_as = _find(identifier)
    with transaction.atomic(durable=True):
        attempt = operations.pay_for_attempt(
            kind=AttemptKind.PASSWORD,
            account_id=None if account is None else AccountId(account.pk),
            known_as=known_as,
            visit=visit,
            now=now,
        )
    if attempt.refusal is not None:
        raise attempt.refusal
    is_right = _is_right(password, account)
    refusal: DomainError = errors.BadCredentials()
    with transaction.atomic(durable=True):
        if account is None or not is_right:
            operations.fail_attempt(attempt, method="pwd", visit=visit, now=now)
        else:
            operations.forgive_attempt(attempt)
            other = queries.get_account(AccountId(account.pk))
            main = queries.get_account(AccountId(actor.account_id))
            stopped = refusal_to_link(main, other) or linking.refusal_of_group(main, other)
            if stopped is None:
                return _go_on(other.id, actor=actor, visit=visit, now=now)
            refusal = stopped
    # Committed by now: a wrong try is counted.
    raise refusal


def _go_on(
    other_id: AccountId, *, actor: Actor, visit: Visit, now: dt.datetime
) -> linking.ProvenOther:
    contact = linking.contact_to_prove(other_id)
    if contact is not None:
        operations.issue_code(
            purpose=CodePurpose.CONFIRM_CONTACT,
            contact=contact,
            visit=linking.visit_of_link(visit, actor=actor, other_id=other_id),
            actor=actor,
            now=now,
        )
    return linking.ProvenOther(
        account_id=other_id, sent_to="" if contact is None else contact.masked
    )


def _find(identifier: str) -> tuple[Account | None, str]:
    folded = fold_user_name(identifier[:LONGEST_ANYWHERE])
    if "\0" in identifier or len(identifier) > LONGEST_ANYWHERE:
        return None, folded
    try:
        mobile = Mobile.parse(identifier)
    except DomainError:
        # Not a mobile, hence perhaps a user name.
        account, known_as = queries.account_with_user_name(identifier), folded
    else:
        account, known_as = queries.account_with_mobile(mobile), mobile.value
    # Staff's passwords are tried at their own entrance alone, as at signing in.
    is_staff = account is not None and account.kind == AccountKind.STAFF
    return None if is_staff else account, known_as


def _is_right(password: str, account: Account | None) -> bool:
    """Compare at the same cost whether or not there is an account with a password."""
    if account is None or not account.password or len(password) > LONGEST_ANYWHERE:
        make_password("as much work as comparing")
        return False
    return check_password(password, account.password)
