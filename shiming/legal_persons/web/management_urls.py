"""The addresses where a unit's heads see what the tax core says, and manage its agencies."""

from django.urls import path

from shiming.legal_persons.web.views import agencies, officers

urlpatterns = [
    path("unit/core/", officers.core, name="core"),
    path("unit/core/synchronise/", officers.synchronise, name="core-synchronise"),
    path("unit/agencies/", agencies.agencies, name="agencies"),
    path("unit/agencies/synchronise/", agencies.synchronise, name="agencies-synchronise"),
    path(
        "unit/agencies/<uuid:recognition_id>/recognise/",
        agencies.recognise,
        name="agency-recognise",
    ),
    path("unit/agencies/<uuid:recognition_id>/revoke/", agencies.revoke, name="agency-revoke"),
]
