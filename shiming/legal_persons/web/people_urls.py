"""Addresses in the personal centre: what somebody agrees to beforehand."""

from django.urls import path

from shiming.legal_persons.web.views import consents

urlpatterns = [
    path("me/consents/registration/", consents.consent, name="consent"),
]
