"""SCIM alone, as the product includes it."""

from django.urls import include, path

from shiming.web_kit import urls

urlpatterns = [
    path("scim/v2/", include("shiming.directory.api.scim.urls")),
    path("", include((urls.urlpatterns, "web_kit"))),
]
