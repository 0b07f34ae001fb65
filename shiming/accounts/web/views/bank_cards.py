"""Bank cards of one's own (S32-7)."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shiming.accounts import queries
from shiming.accounts.actions.wallet.bind_bank_card import bind_bank_card
from shiming.accounts.actions.wallet.choose_default_bank_card import choose_default_bank_card
from shiming.accounts.actions.wallet.request_bank_card_code import request_bank_card_code
from shiming.accounts.actions.wallet.unbind_bank_card import unbind_bank_card
from shiming.accounts.policies.contacts import visit_of_session
from shiming.accounts.policies.wallet import owner_of_wallet
from shiming.accounts.types import BankCardId, CodePurpose
from shiming.accounts.web import cookies, journeys
from shiming.accounts.web.forms import CodeForm, add_refusal
from shiming.accounts.web.forms.wallet import BankCardForm
from shiming.accounts.web.views.credentials.fresh import require_fresh_proof
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import actor_of, require_sign_in
from shiming.web_kit.refusals import render_refusal, status_of

_INVALID = 422
_FIELD_OF = {
    "accounts.bank_card.bound": "card",
    "accounts.code.wrong": "code",
    "accounts.code.not_usable": "code",
}
# What the bank said is about the card, not about the code: the person has to begin anew.
_FINAL = frozenset(
    {
        "accounts.bank_card.mismatch",
        "accounts.bank_card.limit_reached",
        "accounts.bank_card.unavailable",
        "accounts.bank_card.bound",
    }
)


@require_safe
@require_sign_in
def bank_cards(request: HttpRequest) -> HttpResponse:
    """Show the bound cards."""
    cards = queries.list_bank_cards(owner_of_wallet(actor_of(request)))
    return render(request, "accounts/wallet/bank_cards.html", {"cards": cards})


@sensitive_post_parameters("card", "mobile")
@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def add(request: HttpRequest) -> HttpResponse:
    """Ask for a card and the mobile that the bank knows, and send a code there."""
    owner_of_wallet(actor_of(request))
    form = BankCardForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                request_bank_card_code(
                    number=form.cleaned_data["card"],
                    mobile=form.cleaned_data["mobile"],
                    actor=actor_of(request),
                    visit=cookies.visit_of(request),
                    now=clock.now(),
                )
            except DomainError as error:
                add_refusal(form, error, _FIELD_OF.get(error.code))
                status = status_of(error)
            else:
                return redirect("accounts:bank-card-code")
    return render(request, "accounts/wallet/bank_card_add.html", {"form": form}, status=status)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def add_code(request: HttpRequest) -> HttpResponse:
    """Take the code, and have the bank asked."""
    now = clock.now()
    actor, visit = actor_of(request), cookies.visit_of(request)
    sent = queries.find_last_code(
        purpose=CodePurpose.BANK_CARD, visitor_token=visit_of_session(visit, actor).token, now=now
    )
    if sent is None:
        return redirect("accounts:bank-card-add")
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                bind_bank_card(
                    typed_code=form.cleaned_data["code"], actor=actor, visit=visit, now=now
                )
            except DomainError as error:
                if error.code in _FINAL:
                    return render_refusal(request, error)
                add_refusal(form, error, _FIELD_OF.get(error.code))
                status = status_of(error)
            else:
                return redirect("accounts:bank-cards")
    context = {
        "form": form,
        "sent_to": sent.mobile.masked,
        "resend_url": reverse("accounts:bank-card-add"),
        "resend_after": journeys.resend_after(sent, now=now),
    }
    return render(request, "accounts/wallet/bank_card_code.html", context, status=status)


@require_POST
@require_sign_in
def default(request: HttpRequest, card_id: uuid.UUID) -> HttpResponse:
    """Make a card the default."""
    choose_default_bank_card(card_id=BankCardId(card_id), actor=actor_of(request), now=clock.now())
    return redirect("accounts:bank-cards")


@require_http_methods(["GET", "HEAD", "POST"])
@require_fresh_proof
def unbind(request: HttpRequest, card_id: uuid.UUID) -> HttpResponse:
    """Ask whether a card shall be forgotten, and forget it."""
    actor = actor_of(request)
    card = queries.get_bank_card(BankCardId(card_id), person_id=owner_of_wallet(actor))
    if request.method == "POST" and request.POST.get("confirmed") == "yes":
        unbind_bank_card(card_id=card.id, actor=actor, now=clock.now())
        return redirect("accounts:bank-cards")
    context = {"card": card, "action": reverse("accounts:bank-card-unbind", args=[card_id])}
    return render(request, "accounts/wallet/bank_card_unbind.html", context)
