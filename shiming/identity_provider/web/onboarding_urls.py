"""Addresses of those who connect systems, and of the officers who let them; the launcher."""

from django.urls import path, register_converter

from shiming.identity_provider.web.converters import EnvironmentConverter
from shiming.identity_provider.web.views import (
    applications_desk,
    launcher,
    onboarding,
    registry,
    scope_levels,
)

register_converter(EnvironmentConverter, "environment")

urlpatterns = [
    path("apps/", launcher.apps, name="apps"),
    path("apps/<slug:client_id>/", launcher.app_open, name="app-open"),
    path("onboarding/", onboarding.applications, name="applications"),
    path("onboarding/kinds/", onboarding.kinds, name="kinds"),
    path("onboarding/apply/", onboarding.apply, name="apply"),
    path("onboarding/<uuid:application_id>/", onboarding.application, name="application"),
    path("onboarding/<uuid:application_id>/correct/", onboarding.correct, name="correct"),
    path(
        "onboarding/<uuid:application_id>/<environment:environment>/secret/",
        onboarding.secret,
        name="secret",
    ),
    path(
        "onboarding/<uuid:application_id>/<environment:environment>/addresses/",
        onboarding.addresses,
        name="addresses",
    ),
    path("registry/applications/", applications_desk.desk, name="desk"),
    path(
        "registry/applications/<uuid:application_id>/",
        applications_desk.desk_application,
        name="desk-application",
    ),
    path(
        "registry/applications/<uuid:application_id>/decide/",
        applications_desk.decide,
        name="desk-decide",
    ),
    path(
        "registry/applications/<uuid:application_id>/issue/",
        applications_desk.issue,
        name="desk-issue",
    ),
    path(
        "registry/applications/<uuid:application_id>/testers/",
        applications_desk.testers,
        name="desk-testers",
    ),
    path(
        "registry/applications/<uuid:application_id>/testers/<uuid:account_id>/remove/",
        applications_desk.tester_remove,
        name="desk-tester-remove",
    ),
    path(
        "registry/applications/<uuid:application_id>/addresses/<uuid:change_id>/",
        applications_desk.addresses_decide,
        name="addresses-decide",
    ),
    path("registry/clients/<slug:client_id>/", applications_desk.client_state, name="client-state"),
    path("registry/clients/<slug:client_id>/alone/", registry.client_alone, name="client-alone"),
    path("registry/scopes/", scope_levels.scope_levels, name="scope-levels"),
    path("registry/scopes/level/", scope_levels.scope_level, name="scope-level"),
    path(
        "registry/scopes/<uuid:level_id>/decide/",
        scope_levels.scope_level_decide,
        name="scope-level-decide",
    ),
    path("registry/systems/", registry.systems, name="systems"),
    path("registry/systems/file/", registry.systems_file, name="systems-file"),
    path("registry/systems/add/", registry.system_add, name="system-add"),
    path("registry/systems/<uuid:system_id>/", registry.system, name="system"),
]
