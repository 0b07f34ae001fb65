"""The addresses of the area."""

from django.urls import path

from shiming.accounts.web import (
    application_urls,
    credential_urls,
    desk_urls,
    owner_urls,
    sign_in_urls,
    wallet_urls,
    ways_urls,
)
from shiming.accounts.web.views import human_checks, personal_centre, registration

app_name = "accounts"
urlpatterns = [
    path("register/", registration.register, name="register"),
    path("register/code/", registration.register_code, name="register-code"),
    path("register/code/again/", registration.register_code_again, name="register-code-again"),
    path("register/unit/", registration.register_unit, name="register-unit"),
    path("register/unit/code/", registration.register_unit_code, name="register-unit-code"),
    path(
        "register/unit/code/again/",
        registration.register_unit_code_again,
        name="register-unit-code-again",
    ),
    path("human-check/picture.png", human_checks.picture, name="human-check-picture"),
    path("human-check/proof/", human_checks.proof_of_work, name="human-check-proof"),
    path("agreement/", personal_centre.agreement, name="agreement"),
    path("me/", personal_centre.me, name="me"),
    path("me/facts/", personal_centre.facts, name="facts"),
    path("me/password/", personal_centre.password, name="password"),
    path("me/sessions/", personal_centre.sessions, name="sessions"),
    path(
        "me/sessions/end-others/", personal_centre.sessions_end_others, name="sessions-end-others"
    ),
    path("me/sessions/<uuid:session_id>/end/", personal_centre.session_end, name="session-end"),
    *application_urls.urlpatterns,
    *credential_urls.urlpatterns,
    *desk_urls.urlpatterns,
    *owner_urls.urlpatterns,
    *sign_in_urls.urlpatterns,
    *wallet_urls.urlpatterns,
    *ways_urls.urlpatterns,
]
