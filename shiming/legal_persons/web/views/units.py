"""One's units, and the people of the unit that one acts for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shiming.accounts import queries as accounts
from shiming.kernel import clock
from shiming.kernel.actor import Actor
from shiming.legal_persons import errors, queries
from shiming.legal_persons.policies.offices import refusal_to_end
from shiming.legal_persons.types import LegalPersonId, LegalPersonPermission, OfficeState
from shiming.legal_persons.web.presenters.units import (
    OfficeCard,
    office_card,
    officer_row,
    registration_card,
    unit_facts,
)
from shiming.web_kit.actors import actor_of, require_permission, require_sign_in


@require_safe
@require_sign_in
def units(request: HttpRequest) -> HttpResponse:
    """List the offices that one holds or is offered, and the units that one registers (S31-4)."""
    actor = actor_of(request)
    offices = _office_cards(actor)
    context = {
        "offers": [card for card in offices if card.is_offered],
        "offices": [card for card in offices if not card.is_offered],
        "registrations": [
            registration_card(one) for one in queries.list_registrations(viewer=actor)
        ],
        "may_manage": actor.may(LegalPersonPermission.MANAGE_OFFICERS),
        "is_done": "done" in request.GET,
        "is_applied": "applied" in request.GET,
    }
    return render(request, "legal_persons/units/list.html", context)


@require_safe
@require_permission(LegalPersonPermission.MANAGE_OFFICERS)
def officers(request: HttpRequest) -> HttpResponse:
    """Show the present unit to those who head it: its level, its people, and who asks to be one."""
    actor, now = actor_of(request), clock.now()
    if actor.identity.legal_person_id is None:
        raise errors.UnitNotFound
    unit_id = LegalPersonId(actor.identity.legal_person_id)
    person = queries.find_person_of(actor)
    own_number = None if person is None else person.number
    unit, level = queries.get_legal_person(unit_id), queries.level_of_unit(unit_id, now=now).level
    context = {
        "unit": unit.name,
        "level": level,
        "facts": unit_facts(unit),
        "may_get_code": queries.may_get_code(unit_id, now=now),
        "requests": len(queries.list_requests(unit_id)),
        "invited": [officer_row(office, may_end=True) for office in queries.list_invited(unit_id)],
        "officers": [
            officer_row(
                office,
                may_end=refusal_to_end(office=office, actor=actor, own_number=own_number) is None,
            )
            for office in queries.list_officers(unit_id, now=now)
        ],
        "is_done": "done" in request.GET,
        "is_added": "added" in request.GET,
        "is_invited": "invited" in request.GET,
    }
    return render(request, "legal_persons/units/officers.html", context)


def _office_cards(actor: Actor) -> list[OfficeCard]:
    person = queries.find_person_of(actor)
    if person is None:
        return []
    present, now = accounts.acting_key_of(actor), clock.now()
    held = queries.list_offices_of_holder(person_id=person.id, number=person.number)
    return [
        office_card(
            office,
            level=queries.level_of_unit(office.legal_person_id, now=now).level
            if office.state is OfficeState.ACTIVE
            else None,
            present_key=present,
        )
        for office in held
    ]
