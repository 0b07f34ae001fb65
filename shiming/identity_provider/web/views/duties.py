"""The duties of all four parties, and accepting those of units anew (S19-7)."""

import dataclasses
import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shiming.accounts import queries as accounts
from shiming.identity_provider import queries
from shiming.identity_provider.actions.onboarding.accept_new_duties import accept_new_duties
from shiming.identity_provider.duties_file import current_duties
from shiming.identity_provider.types import ApplicationId
from shiming.kernel import clock
from shiming.trust_sources import queries as trust_sources
from shiming.trust_sources.types.duties import DutiesParty
from shiming.web_kit.actors import actor_of, require_sign_in


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PartyPart:
    """One party's duties as they stand on the page."""

    title: str
    version: str
    lines: tuple[str, ...]
    accepted: str
    """How the party accepts them."""


@require_http_methods(["GET", "HEAD"])
def duties(request: HttpRequest) -> HttpResponse:
    """Show what each party owes, in which version; and what the visitor has to accept anew."""
    is_english = (get_language() or "").startswith("en")
    authority = trust_sources.current_duties(DutiesParty.AUTHORITY)
    source = trust_sources.current_duties(DutiesParty.SOURCE)
    unit = current_duties()
    agreement = accounts.find_current_agreement(now=clock.now())
    context = {
        "parties": (
            PartyPart(
                title=_("电子政务主管部门"),
                version=authority.version,
                lines=authority.en if is_english else authority.zh,
                accepted=_("由主管部门公布，公布即承诺。"),
            ),
            PartyPart(
                title=_("应用单位"),
                version=unit.version,
                lines=unit.en if is_english else unit.zh,
                accepted=_("申请接入时在网上确认；有新版本时重新确认。"),
            ),
            PartyPart(
                title=_("信任源提供方"),
                version=source.version,
                lines=source.en if is_english else source.zh,
                accepted=_("登记时由联系人用一次性确认码确认；有新版本时重新确认。"),
            ),
        ),
        "agreement": agreement,
        "outdated": queries.list_outdated_applications(viewer=actor_of(request)),
        "unit_version": unit.version,
        "was_accepted": "accepted" in request.GET,
    }
    return render(request, "identity_provider/duties/duties.html", context)


@require_POST
@require_sign_in
def duties_accept(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """Take the acceptance of what was on the page."""
    accept_new_duties(
        application_id=ApplicationId(application_id),
        accepted=request.POST.get("version", ""),
        integrator=actor_of(request),
        now=clock.now(),
    )
    return HttpResponseRedirect(f"{reverse('identity_provider:duties')}?accepted=1", status=303)
