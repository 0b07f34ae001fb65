"""The addresses for people; `dispatch` answers the first three wherever no page is needed."""

from django.urls import path

from shiming.identity_provider.web import views

app_name = "identity_provider"
urlpatterns = [
    path("oauth2/authorize", views.show_outcome, name="authorize"),
    path("oauth2/continue/<uuid:interaction_id>", views.show_outcome, name="interaction-continue"),
    path("oauth2/end-session", views.show_outcome, name="end-session"),
    path(
        "oauth2/continue/<uuid:interaction_id>/consent",
        views.give_consent,
        name="consent-give",
    ),
    path(
        "oauth2/continue/<uuid:interaction_id>/refusal",
        views.refuse,
        name="interaction-refuse",
    ),
    path("oauth2/end-session/confirmation", views.sign_out, name="sign-out-confirm"),
]
