"""Addresses of the area; a file per subject."""

from django.urls import include, path

app_name = "legal_persons"
urlpatterns = [
    path("", include("shiming.legal_persons.web.enterprise_sign_in_urls")),
    path("", include("shiming.legal_persons.web.management_urls")),
    path("", include("shiming.legal_persons.web.people_urls")),
    path("enterprises/", include("shiming.legal_persons.web.units_urls")),
]
