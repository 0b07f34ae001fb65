"""Addresses of one's units, their registration, and the desks for both."""

from django.urls import path

from shiming.legal_persons.web.views import (
    codes,
    levels,
    office_applications,
    office_requests,
    officers_added,
    offices,
    registrations,
    review,
    units,
)

_REGISTRATION = "registrations/<uuid:registration_id>/"
_OFFICE = "offices/<uuid:office_id>/"
_REVIEW = "review/<uuid:registration_id>/"
_APPLY = "apply/<str:ticket>/"

urlpatterns = [
    path("", units.units, name="units"),
    path("level/", levels.level, name="level"),
    path("people/", units.officers, name="officers"),
    path("people/add/", officers_added.add, name="officer-add"),
    path("people/requests/", office_requests.requests, name="requests"),
    path("people/code/", codes.issue_own, name="code-own"),
    path("people/account/", codes.tie, name="account-tie"),
    path("register/", registrations.register, name="register"),
    path(_REGISTRATION, registrations.registration, name="registration"),
    path(f"{_REGISTRATION}withdraw/", registrations.withdraw, name="registration-withdraw"),
    path("apply/", office_applications.start, name="apply"),
    path(_APPLY, office_applications.unit, name="apply-unit"),
    path(f"{_APPLY}submit/", office_applications.submit, name="apply-submit"),
    path(f"{_OFFICE}answer/", offices.answer, name="office-answer"),
    path(f"{_OFFICE}alerts/", offices.alerts, name="office-alerts"),
    path(f"{_OFFICE}decide/", office_requests.decide, name="office-decide"),
    path(f"{_OFFICE}end/", offices.end, name="office-end"),
    path("review/", review.queue, name="review-list"),
    path(_REVIEW, review.registration, name="review"),
    path(f"{_REVIEW}paper/", review.paper, name="review-paper"),
    path(f"{_REVIEW}decide/", review.decide, name="review-decide"),
    path("codes/", codes.issue, name="code-issue"),
]
