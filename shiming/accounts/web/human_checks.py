"""The part of a page that tells people from robots."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from shiming.accounts import human_check_kit, ports, queries
from shiming.accounts.types import CheckedForm, HumanAnswer, HumanCheckKind
from shiming.accounts.web import cookies
from shiming.accounts.web.forms import HumanCheckForm
from shiming.accounts.web.presenters import HumanCheckPart
from shiming.kernel import clock

_CHOICE = "check"


def part_of_page(request: HttpRequest, form: CheckedForm) -> HumanCheckPart:
    """
    Return what the page shows; `with_challenge` then gives the browser what it must remember.

    Someone who cannot see a picture follows a link to the same page with a question in words.
    """
    policy = ports.policy()
    if form not in policy.checked_forms:
        return HumanCheckPart()
    kinds = queries.portal_of_host(request.get_host()).human_checks
    wants_question = request.GET.get(_CHOICE) == HumanCheckKind.ARITHMETIC
    question = challenge_token = ""
    if HumanCheckKind.ARITHMETIC in kinds and (
        wants_question or HumanCheckKind.PICTURE not in kinds
    ):
        challenge = human_check_kit.new_challenge(
            HumanCheckKind.ARITHMETIC, now=clock.now(), lifetime=policy.human_check_lifetime
        )
        challenge_token = challenge.token
        token = cookies.visit_of(request).token
        question = human_check_kit.question(challenge, visitor_token=token)
    has_picture = HumanCheckKind.PICTURE in kinds and not question
    return HumanCheckPart(
        is_asked=True,
        has_picture=has_picture,
        # Who asked for words wants to answer them, not to wait for a script.
        has_proof=HumanCheckKind.PROOF_OF_WORK in kinds and not wants_question,
        question=question,
        challenge=challenge_token,
        picture_url=reverse("accounts:human-check-picture"),
        proof_url=reverse("accounts:human-check-proof"),
        arithmetic_url=_with_choice(request, HumanCheckKind.ARITHMETIC)
        if HumanCheckKind.ARITHMETIC in kinds and has_picture
        else "",
        back_url=_with_choice(request, "") if HumanCheckKind.PICTURE in kinds and question else "",
    )


def answer_of(request: HttpRequest, form: HumanCheckForm) -> HumanAnswer:
    """Return what the form and the browser's cookie say."""
    return HumanAnswer(
        challenge=cookies.challenge_of(request),
        answer=form.cleaned_data.get("picture_code", ""),
        proof=form.cleaned_data.get("proof", ""),
    )


def with_challenge(
    request: HttpRequest, response: HttpResponse, part: HumanCheckPart
) -> HttpResponse:
    """Return the response with the question that its page shows."""
    if part.challenge:
        cookies.set_check_cookie(request, response, part.challenge)
    return response


def _with_choice(request: HttpRequest, choice: str) -> str:
    query = request.GET.copy()
    query.pop(_CHOICE, None)
    if choice:
        query[_CHOICE] = choice
    return f"{request.path}?{query.urlencode()}" if query else request.path
