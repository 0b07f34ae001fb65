"""The addresses of the area."""

from django.urls import path

from shiming.accounts.web.views import human_checks, personal_centre, registration, sign_in

app_name = "accounts"
urlpatterns = [
    path("register/", registration.register, name="register"),
    path("register/code/", registration.register_code, name="register-code"),
    path("register/code/again/", registration.register_code_again, name="register-code-again"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/sms/", sign_in.sign_in_sms, name="sign-in-sms"),
    path("sign-in/code/", sign_in.sign_in_code, name="sign-in-code"),
    path("sign-in/code/again/", sign_in.sign_in_code_again, name="sign-in-code-again"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("human-check/picture.png", human_checks.picture, name="human-check-picture"),
    path("human-check/proof/", human_checks.proof_of_work, name="human-check-proof"),
    path("agreement/", personal_centre.agreement, name="agreement"),
    path("me/", personal_centre.me, name="me"),
    path("me/facts/", personal_centre.facts, name="facts"),
    path("me/confirm/", personal_centre.confirm, name="confirm"),
    path("me/password/", personal_centre.password, name="password"),
    path("me/sessions/", personal_centre.sessions, name="sessions"),
    path(
        "me/sessions/end-others/", personal_centre.sessions_end_others, name="sessions-end-others"
    ),
    path("me/sessions/<uuid:session_id>/end/", personal_centre.session_end, name="session-end"),
]
