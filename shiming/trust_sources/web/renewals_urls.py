"""Addresses under `/me/renewals/`."""

from django.urls import path

from shiming.trust_sources.web.views import renewals as views

urlpatterns = [
    path("", views.renewals, name="renewals"),
    path("<uuid:binding_id>/", views.renewal_add, name="renewal-add"),
]
