"""Addresses of proofs by sources that only compare, under `/me/proofs/`."""

from django.urls import path

from shiming.trust_sources.web.views import checks as views

urlpatterns = [
    path("<slug:code>/check/", views.check, name="check"),
    path("back/<uuid:check_id>/", views.check_back, name="check-back"),
]
