"""Signing in with a social network, and binding one (S14-2, S14-3)."""

import uuid
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.actions.bindings.bind_social import bind_social
from shiming.accounts.actions.sign_in.return_from_social import return_from_social
from shiming.accounts.actions.sign_in.start_social import start_social
from shiming.accounts.types import OutsideAim, OutsideKind, OutsideProofId, SignInMethod
from shiming.accounts.web import cookies, journeys
from shiming.accounts.web.sign_in_pages import offered
from shiming.accounts.web.views.bindings import to_confirmation
from shiming.kernel import clock
from shiming.web_kit.actors import actor_of, continue_to, require_sign_in, safe_next_url


@require_http_methods(["GET", "HEAD", "POST"])
@offered(SignInMethod.WECHAT)
def social_wechat(request: HttpRequest) -> HttpResponse:
    """Sign in with WeChat."""
    return _social(request, SignInMethod.WECHAT.value)


@require_http_methods(["GET", "HEAD", "POST"])
@offered(SignInMethod.QQ)
def social_qq(request: HttpRequest) -> HttpResponse:
    """Sign in with QQ."""
    return _social(request, SignInMethod.QQ.value)


def _social(request: HttpRequest, provider: str) -> HttpResponse:
    """Say where the button leads, and go there."""
    network = ports.social_providers().find(provider)
    if network is None:
        raise errors.SocialProviderNotOffered
    if request.method == "POST":
        return go(request, provider, aim=OutsideAim.SIGN_IN, wanted=journeys.wanted_url(request))
    # The visitor's cookie has to be there before the form comes back.
    cookies.visit_of(request)
    context = {
        "name": network.name,
        "sign_in_url": journeys.with_next(request, reverse("accounts:sign-in")),
    }
    return render(request, "accounts/bindings/social.html", context)


@require_POST
@require_sign_in
def social_bind(request: HttpRequest, provider: str) -> HttpResponse:
    """Go to the network or trust source to bind it."""
    is_network = ports.social_providers().find(provider) is not None
    try:
        return go(
            request,
            provider,
            aim=OutsideAim.BIND,
            wanted=reverse("accounts:bindings"),
            back="accounts:social-back" if is_network else "accounts:source-back",
        )
    except errors.ReauthenticationRequired:
        return to_confirmation(reverse("accounts:bindings"))


@require_GET
def social_back(request: HttpRequest, provider: str) -> HttpResponse:
    """
    Take back who comes from the network: signed in, or led to where they can bind.

    It writes although it is a GET, for that is how networks come back; `state` guards it.
    """
    returned = return_from_social(
        provider=provider,
        state=request.GET.get("state", ""),
        code=request.GET.get("code", ""),
        redirect_uri=_redirect_uri(request, provider),
        visit=cookies.visit_of(request),
        replaces=cookies.present_session(request),
        now=clock.now(),
    )
    if returned.signed_in is not None:
        # What the person came for was kept on the server; the network brings nothing but `state`.
        request.GET = QueryDict(urlencode({"next": returned.wanted}))
        return journeys.after_sign_in(request, returned.signed_in)
    url = reverse("accounts:social-confirm", args=[returned.to_bind])
    if actor_of(request).is_signed_in:
        return HttpResponseRedirect(url)
    query = urlencode({"next": url})
    context = {"sign_in_url": f"{reverse('accounts:sign-in')}?{query}", "name": _name(provider)}
    context["register_url"] = f"{reverse('accounts:register')}?{query}"
    return render(request, "accounts/bindings/unbound.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def social_confirm(request: HttpRequest, proof_id: uuid.UUID) -> HttpResponse:
    """Ask whether the account that was just shown shall be bound to this one."""
    now, visit = clock.now(), cookies.visit_of(request)
    if request.method == "POST":
        try:
            bound = bind_social(
                proof_id=OutsideProofId(proof_id), actor=actor_of(request), visit=visit, now=now
            )
        except errors.ReauthenticationRequired:
            return to_confirmation(request.path)
        url = safe_next_url(bound.wanted, default=reverse("accounts:bindings"))
        return continue_to(request, url)
    proof = queries.get_outside_proof(
        proof_id=OutsideProofId(proof_id), kind=OutsideKind.SOCIAL, visit=visit, now=now
    )
    return render(request, "accounts/bindings/confirm.html", {"name": _name(proof.provider)})


def go(
    request: HttpRequest,
    provider: str,
    *,
    aim: OutsideAim,
    wanted: str,
    back: str = "accounts:social-back",
) -> HttpResponse:
    """Begin an errand to a network or source, and lead the person there."""
    started = start_social(
        provider=provider,
        aim=aim,
        redirect_uri=request.build_absolute_uri(reverse(back, args=[provider])),
        wanted=wanted,
        actor=actor_of(request),
        visit=cookies.visit_of(request),
        now=clock.now(),
    )
    return continue_to(request, started.url)


def _redirect_uri(request: HttpRequest, provider: str) -> str:
    return request.build_absolute_uri(reverse("accounts:social-back", args=[provider]))


def _name(provider: str) -> str:
    return operations.name_of_network(provider)
