"""The addresses for people; `dispatch` answers the first three wherever no page is needed."""

from django.urls import include, path

from shiming.identity_provider.web.views import (
    authorization,
    authorizations,
    devices,
    duties,
    sign_out,
)

app_name = "identity_provider"
urlpatterns = [
    path("", include("shiming.identity_provider.web.onboarding_urls")),
    path("", include("shiming.identity_provider.web.provisioning_urls")),
    path("duties/", duties.duties, name="duties"),
    path("duties/<uuid:application_id>/", duties.duties_accept, name="duties-accept"),
    path("oauth2/authorize", authorization.show_outcome, name="authorize"),
    path(
        "oauth2/continue/<uuid:interaction_id>",
        authorization.show_outcome,
        name="interaction-continue",
    ),
    path("oauth2/end-session", authorization.show_outcome, name="end-session"),
    path(
        "oauth2/continue/<uuid:interaction_id>/consent",
        authorization.give_consent,
        name="consent-give",
    ),
    path(
        "oauth2/continue/<uuid:interaction_id>/account",
        authorization.choose_account,
        name="account-choose",
    ),
    path(
        "oauth2/continue/<uuid:interaction_id>/refusal",
        authorization.refuse,
        name="interaction-refuse",
    ),
    path("oauth2/end-session/confirmation", sign_out.sign_out, name="sign-out-confirm"),
    path("me/authorizations/", authorizations.authorizations, name="authorizations"),
    path(
        "me/authorizations/<uuid:client_pk>/withdraw/",
        authorizations.withdraw,
        name="consent-withdraw",
    ),
    path("oauth2/device", devices.device, name="device"),
    path("oauth2/device/decision", devices.decide, name="device-decide"),
    path("cas/login", authorization.show_outcome, name="cas-login"),
    path("cas/logout", authorization.show_outcome, name="cas-logout"),
    path("cas/logout/confirmation", sign_out.cas_sign_out, name="cas-logout-confirm"),
    path("oauth2/signed-out/<uuid:sign_out_id>", sign_out.signed_out, name="signed-out"),
]
