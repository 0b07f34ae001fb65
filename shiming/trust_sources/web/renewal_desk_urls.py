"""Addresses under `/trust/renewals/`."""

from django.urls import path

from shiming.trust_sources.web.views import renewals as views

urlpatterns = [
    path("", views.renewal_list, name="renewal-list"),
    path("<uuid:renewal_id>/", views.renewal_decide, name="renewal-decide"),
]
