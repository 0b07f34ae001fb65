"""Only the pages of messages and what every page of the frame links to."""

from django.urls import include, path

urlpatterns = [
    path("", include("shiming.web_kit.urls")),
    path("", include("shiming.messages.web.urls")),
    path("", include("shiming.jobs.web.urls")),
]
