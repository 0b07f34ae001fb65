"""Addresses of one's units, their registration, and the desks for both."""

from django.urls import path

from shiming.legal_persons.web.views import codes, offices, registrations, review, units

_REGISTRATION = "registrations/<uuid:registration_id>/"
_OFFICE = "offices/<uuid:office_id>/"
_REVIEW = "review/<uuid:registration_id>/"

urlpatterns = [
    path("", units.units, name="units"),
    path("people/", units.officers, name="officers"),
    path("people/code/", codes.issue_own, name="code-own"),
    path("register/", registrations.register, name="register"),
    path(_REGISTRATION, registrations.registration, name="registration"),
    path(f"{_REGISTRATION}withdraw/", registrations.withdraw, name="registration-withdraw"),
    path(f"{_OFFICE}answer/", offices.answer, name="office-answer"),
    path(f"{_OFFICE}decide/", offices.decide, name="office-decide"),
    path(f"{_OFFICE}end/", offices.end, name="office-end"),
    path("review/", review.queue, name="review-list"),
    path(_REVIEW, review.registration, name="review"),
    path(f"{_REVIEW}decide/", review.decide, name="review-decide"),
    path("codes/", codes.issue, name="code-issue"),
]
