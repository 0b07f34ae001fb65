"""Which messages an account wants over which channel (K3)."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from shiming.kernel import clock
from shiming.messages import queries
from shiming.messages.actions.set_preferences import set_preferences
from shiming.messages.queries.preferences import Wishes
from shiming.messages.web.forms import PreferencesForm
from shiming.web_kit.actors import actor_of, require_sign_in

_TEMPLATE = "messages/preferences.html"


@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def preferences(request: HttpRequest) -> HttpResponse:
    """Show the wishes of the account, and keep them as the form says."""
    actor = actor_of(request)
    if request.method == "POST":
        form = PreferencesForm(request.POST)
        if not form.is_valid():
            return render(request, _TEMPLATE, {"form": form}, status=422)
        set_preferences(
            refused=form.refused(),
            language=form.cleaned_data["language"],
            owner=actor,
            now=clock.now(),
        )
        return HttpResponseRedirect(f"{reverse('messages:preferences')}?saved=1", status=303)
    wishes = (
        Wishes() if actor.account_id is None else queries.get_wishes(account_id=actor.account_id)
    )
    form = PreferencesForm(initial=PreferencesForm.initial_of(wishes))
    return render(request, _TEMPLATE, {"form": form, "is_saved": "saved" in request.GET})
