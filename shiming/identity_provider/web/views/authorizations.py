"""The own authorisations and consents: who learned what, and taking it back (授权与同意, A14)."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from shiming.accounts.types import AccountId
from shiming.identity_provider import queries
from shiming.identity_provider.actions.forget_expired import SIGN_OUTS_ARE_SHOWN
from shiming.identity_provider.actions.withdraw_consent import withdraw_consent
from shiming.identity_provider.types import ClientPk
from shiming.identity_provider.web.presenters.authorizations import present
from shiming.identity_provider.web.presenters.provisioning import LocalUserRow
from shiming.kernel import clock
from shiming.web_kit.actors import SignInRequired, actor_of, require_sign_in


@require_safe
@require_sign_in
def authorizations(request: HttpRequest) -> HttpResponse:
    """List the clients that learned something, and those that may not know of a sign-out."""
    account_id = actor_of(request).account_id
    if account_id is None:
        raise SignInRequired
    now = clock.now()
    page = present(
        queries.list_releases(AccountId(account_id)),
        queries.list_unanswered(AccountId(account_id), since=now - SIGN_OUTS_ARE_SHOWN),
    )
    mappings = queries.list_local_users(AccountId(account_id))
    return render(
        request,
        "identity_provider/authorizations.html",
        {"page": page, "local_users": tuple(LocalUserRow.of(one) for one in mappings)},
    )


@require_POST
@require_sign_in
def withdraw(request: HttpRequest, client_pk: uuid.UUID) -> HttpResponse:
    """Withdraw the consent to one client."""
    withdraw_consent(client_pk=ClientPk(client_pk), actor=actor_of(request), now=clock.now())
    return redirect("identity_provider:authorizations")
