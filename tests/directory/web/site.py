"""Addresses of the area, as the product includes them."""

from django.urls import include, path

from shiming.web_kit import urls

urlpatterns = [
    path("directory/", include("shiming.directory.web.urls")),
    path("", include((urls.urlpatterns, "web_kit"))),
]

handler404 = "shiming.web_kit.error_pages.page_not_found"
