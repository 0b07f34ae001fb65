"""Addresses under `/trust/authorities/`."""

from django.urls import path

from shiming.trust_sources.web.views import certificates as views

urlpatterns = [
    path("", views.authority_list, name="authority-list"),
    path("add/", views.authority_add, name="authority-add"),
    path("<uuid:authority_id>/suspend/", views.authority_suspend, name="authority-suspend"),
    path("<uuid:authority_id>/resume/", views.authority_resume, name="authority-resume"),
]
