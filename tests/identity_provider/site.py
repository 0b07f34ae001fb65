"""A small site for the tests of the area: its own pages, and nothing of the areas beside it."""

from django.urls import include, path

urlpatterns = [
    path("", include("shiming.web_kit.urls")),
    path("", include("shiming.identity_provider.api.urls")),
    path("", include("shiming.identity_provider.web.urls")),
]
