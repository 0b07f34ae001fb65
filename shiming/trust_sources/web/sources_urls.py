"""Addresses under `/trust/sources/`."""

from django.urls import path

from shiming.trust_sources.web.views import duties
from shiming.trust_sources.web.views import sources as views

urlpatterns = [
    path("", views.source_list, name="source-list"),
    path("add/", views.source_add, name="source-add"),
    path("<uuid:source_id>/", views.source_edit, name="source-edit"),
    path("<uuid:source_id>/decide/", views.source_decide, name="source-decide"),
    path("<uuid:source_id>/duties/", duties.source_duties, name="source-duties"),
    path("<uuid:source_id>/<slug:state>/", views.source_change, name="source-change"),
]
