"""Addresses of groups, organisations and programs, under `/directory/`."""

from django.urls import path

from shiming.directory.web.views import groups, organisations

urlpatterns = [
    path("groups/", groups.group_list, name="group-list"),
    path("groups/add/", groups.group_add, name="group-add"),
    path("groups/<uuid:group_id>/", groups.group_detail, name="group-detail"),
    path("groups/<uuid:group_id>/delete/", groups.group_delete, name="group-delete"),
    path("groups/<uuid:group_id>/members/add/", groups.member_add, name="member-add"),
    path(
        "groups/<uuid:group_id>/members/<uuid:account_id>/remove/",
        groups.member_remove,
        name="member-remove",
    ),
    path("organisations/", organisations.organisation_list, name="organisation-list"),
    path("organisations/add/", organisations.organisation_add, name="organisation-add"),
    path("scim/", organisations.scim_access_list, name="scim-list"),
    path("scim/add/", organisations.scim_access_add, name="scim-add"),
    path("scim/<uuid:access_id>/end/", organisations.scim_access_end, name="scim-end"),
]
