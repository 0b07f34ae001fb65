"""What the samples of the how-to speak to."""

from django.urls import include, path

urlpatterns = [
    path("scim/v2/", include("shiming.directory.api.scim.urls")),
    path("", include("shiming.identity_provider.api.urls")),
]
