"""Addresses of SCIM, under `/scim/v2/`."""

from django.urls import path

from shiming.directory.api.scim import discovery, groups, users
from shiming.directory.api.scim.exchange import unknown

app_name = "scim"
urlpatterns = [
    path("ServiceProviderConfig", discovery.service_provider_config, name="configuration"),
    path("ResourceTypes", discovery.resource_types, name="resource-types"),
    path("ResourceTypes/<str:name>", discovery.resource_type, name="resource-type"),
    path("Schemas", discovery.schemas, name="schemas"),
    path("Schemas/<str:name>", discovery.schema, name="schema"),
    path("Me", users.me, name="me"),
    path("Users", users.users, name="users"),
    path("Users/.search", users.search, name="user-search"),
    path("Users/<uuid:account_id>", users.user, name="user"),
    path("Groups", groups.groups, name="groups"),
    path("Groups/.search", groups.search, name="group-search"),
    path("Groups/<uuid:group_id>", groups.group, name="group"),
    path("<path:rest>", unknown, name="unknown"),
]
