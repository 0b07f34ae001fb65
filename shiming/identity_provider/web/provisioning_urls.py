"""Addresses of unified clients and mappings."""

from django.urls import path

from shiming.identity_provider.web.views import provisioning

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
    path(
        "me/authorizations/local-users/<uuid:mapping_id>/end/",
        provisioning.local_user_end,
        name="local-user-end",
    ),
]
