"""The addresses that business systems call."""

from django.urls import path

from shiming.legal_persons.api import consents

app_name = "legal_persons_api"
urlpatterns = [
    path("consents/v1/registration-checks", consents.registration_checks, name="consent-check"),
]
