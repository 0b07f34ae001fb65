"""Addresses of unified clients and mappings."""

from django.urls import path

from shiming.identity_provider.web.views import mappings, provisioning

urlpatterns = [
    path("provisioning/", provisioning.provisioning, name="provisioning"),
    path("provisioning/start/", provisioning.provisioning_start, name="provisioning-start"),
    path(
        "provisioning/<uuid:provisioning_id>/",
        provisioning.provisioning_detail,
        name="provisioning-detail",
    ),
    path(
        "provisioning/<uuid:provisioning_id>/retry/",
        provisioning.provisioning_retry,
        name="provisioning-retry",
    ),
    path(
        "provisioning/<uuid:provisioning_id>/end/",
        provisioning.provisioning_end,
        name="provisioning-end",
    ),
    path("provisioning/mappings/<slug:client_id>/", mappings.mapping_search, name="mapping-search"),
    path(
        "provisioning/mappings/<slug:client_id>/<uuid:mapping_id>/end/",
        mappings.mapping_end,
        name="mapping-end",
    ),
    path(
        "me/authorizations/local-users/<uuid:mapping_id>/end/",
        mappings.own_mapping_end,
        name="local-user-end",
    ),
]
