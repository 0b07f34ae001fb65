"""Addresses of the desk for documents, under `/directory/`."""

from django.urls import path

from shiming.directory.web.views import publications

urlpatterns = [
    path("publications/", publications.publication_list, name="publication-list"),
    path("publications/add/", publications.publication_add, name="publication-add"),
    path(
        "publications/<uuid:publication_id>/file/",
        publications.publication_file,
        name="publication-file",
    ),
    path(
        "publications/<uuid:publication_id>/withdraw/",
        publications.publication_withdraw,
        name="publication-withdraw",
    ),
]
