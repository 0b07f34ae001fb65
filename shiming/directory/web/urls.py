"""Addresses of the area, under `/directory/`."""

from django.urls import include, path, register_converter

from shiming.directory.web import views
from shiming.directory.web.converters import IsoDateConverter

register_converter(IsoDateConverter, "isodate")

app_name = "directory"
urlpatterns = [
    path("", include("shiming.directory.web.groups_urls")),
    path("", include("shiming.directory.web.publications_urls")),
    path("", include("shiming.directory.web.staff_urls")),
    path("calendar/", views.calendar_list, name="calendar-list"),
    path("calendar/add/", views.calendar_add, name="calendar-add"),
    path("calendar/import/", views.calendar_import, name="calendar-import"),
    path("calendar/<isodate:day>/remove/", views.calendar_remove, name="calendar-remove"),
]
