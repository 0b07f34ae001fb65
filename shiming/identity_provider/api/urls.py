"""The addresses for programs that Django answers; the protocol's own are in `routes`."""

from django.urls import path

from shiming.identity_provider.api import local_users, registration

app_name = "identity_provider_api"
urlpatterns = [
    path("oauth2/register", registration.register, name="register"),
    path("mapping/v1/me", local_users.me, name="mapping-me"),
    path("mapping/v1/identifiers", local_users.identifiers, name="mapping-identifiers"),
    path("oauth2/register/<slug:client_id>", registration.registration, name="registration"),
]
