"""What the tax core says of a unit's officers, for its heads (D3)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.legal_persons import queries
from shiming.legal_persons.actions.officers.synchronise_officers import synchronise_officers
from shiming.legal_persons.policies.management import managed_unit
from shiming.legal_persons.types import LegalPersonPermission
from shiming.legal_persons.web.presenters import enterprise_sign_in as presenters
from shiming.legal_persons.web.refused_forms import Notice, notice_of
from shiming.web_kit.actors import actor_of, require_permission
from shiming.web_kit.refusals import status_of


@require_safe
@require_permission(LegalPersonPermission.MANAGE_OFFICERS)
def core(request: HttpRequest) -> HttpResponse:
    """Show who comes from the core, how old that is, and whose data do not match (S35-4, Q14)."""
    notice = presenters.synchronised() if "synchronised" in request.GET else None
    return _page(request, notice)


@require_POST
@require_permission(LegalPersonPermission.MANAGE_OFFICERS)
def synchronise(request: HttpRequest) -> HttpResponse:
    """Have the unit's officers read from the core."""
    actor = actor_of(request)
    try:
        synchronise_officers(legal_person_id=managed_unit(actor), actor=actor, now=clock.now())
    except DomainError as error:
        return _page(request, notice_of(error), status=status_of(error))
    # Who is no head any more by what the core says is told so by the next page.
    return redirect(f"{reverse('legal_persons:core')}?synchronised=1")


def _page(request: HttpRequest, notice: Notice | None, *, status: int = 200) -> HttpResponse:
    unit = queries.get_legal_person(managed_unit(actor_of(request)))
    officers = queries.list_officers(unit.id, now=clock.now())
    context = {
        "unit_name": unit.name,
        "age": presenters.age_of(unit.synchronised_at),
        "notice": notice,
        "officers": [presenters.core_officer_row(office) for office in officers],
        "mismatches": [presenters.mismatch_row(one) for one in queries.list_mismatches(unit.id)],
    }
    return render(request, "legal_persons/officers/core.html", context, status=status)
