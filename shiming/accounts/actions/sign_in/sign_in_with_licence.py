"""Use case: an existing enterprise signs in with its electronic licence (S25-6)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations
from shiming.accounts.licence_check import check_licence
from shiming.accounts.models import LicenceBinding
from shiming.accounts.types import (
    LICENCE_METHOD,
    OutsideAim,
    OutsideProofId,
    SessionId,
    SignInMethod,
    SignInOutcome,
    Visit,
)


def sign_in_with_licence(
    *, proof_id: OutsideProofId, visit: Visit, replaces: SessionId | None, now: dt.datetime
) -> SignInOutcome:
    """
    Sign in the account that the presented licence is bound to.

    :raises errors.OutsideNotUsable: if it is another browser's, is over, or was used
    :raises errors.LicenceNotPresented: if the holder has not done anything yet
    :raises errors.LicenceRefused: if the holder said no, or the licence is not in force
    :raises errors.OutsideUnavailable: if the wallet does not answer now
    :raises errors.LicenceNotBound: if the enterprise has no account that it is bound to
    :raises errors.MethodNotOffered: if the portal does not let this kind of account in this way
    :raises DomainError: one of `accounts.account.…` if the account may not be signed in to
    """
    _, answer = check_licence(proof_id=proof_id, aim=OutsideAim.SIGN_IN, visit=visit, now=now)
    with transaction.atomic(durable=True):
        binding = (
            LicenceBinding.objects.select_related("account")
            .filter(body_code=answer.body_code)
            .first()
        )
        if binding is None:
            raise errors.LicenceNotBound
        operations.check_method(SignInMethod.LICENCE, account=binding.account, visit=visit)
        LicenceBinding.objects.filter(pk=binding.pk).update(used_at=now)
        return operations.complete_sign_in(
            account=binding.account,
            methods=(LICENCE_METHOD,),
            visit=visit,
            replaces=replaces,
            now=now,
        )
