"""Addresses of the area, under `/trust/`."""

from django.urls import path

from shiming.trust_sources.web import views

app_name = "trust_sources"
urlpatterns = [
    path("authorities/", views.authority_list, name="authority-list"),
    path("authorities/add/", views.authority_add, name="authority-add"),
    path(
        "authorities/<uuid:authority_id>/suspend/",
        views.authority_suspend,
        name="authority-suspend",
    ),
    path(
        "authorities/<uuid:authority_id>/resume/",
        views.authority_resume,
        name="authority-resume",
    ),
]
