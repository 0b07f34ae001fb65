"""The addresses of passkeys, authenticator apps and the second step."""

from django.urls import path

from shiming.accounts.web.views.credentials import (
    confirm,
    passkey_sign_in,
    passkeys,
    second_factor,
    security,
)

# All of it stays open to a session that has to enrol a second factor first.
_OWN = "me/second-factor/"
_PASSKEYS = f"{_OWN}passkeys/"
_APP = f"{_OWN}authenticator/"

urlpatterns = [
    path(".well-known/webauthn", passkey_sign_in.related_origins, name="passkey-origins"),
    path("sign-in/passkey/", passkey_sign_in.sign_in_passkey, name="sign-in-passkey"),
    path("sign-in/passkey/options/", passkey_sign_in.options, name="sign-in-passkey-options"),
    path("sign-in/second-factor/", second_factor.second_factor, name="second-factor"),
    path("sign-in/second-factor/options/", second_factor.options, name="second-factor-options"),
    path("sign-in/second-factor/sms/", second_factor.send_sms, name="second-factor-sms"),
    path("me/confirm/", confirm.confirm, name="confirm"),
    path("me/confirm/options/", confirm.options, name="confirm-options"),
    path("me/confirm/sms/", confirm.send_sms, name="confirm-sms"),
    path(_OWN, security.security, name="security"),
    path(f"{_OWN}switch/", security.switch, name="two-step-switch"),
    path(f"{_OWN}recovery-codes/", security.recovery_codes, name="recovery-codes"),
    path(_APP, security.authenticator_start, name="authenticator-start"),
    path(f"{_APP}set-up/", security.authenticator_set_up, name="authenticator-set-up"),
    path(f"{_APP}remove/", security.authenticator_remove, name="authenticator-remove"),
    path(f"{_PASSKEYS}add/", passkeys.add, name="passkey-add"),
    path(f"{_PASSKEYS}options/", passkeys.options, name="passkey-options"),
    path(f"{_PASSKEYS}<uuid:passkey_id>/rename/", passkeys.rename, name="passkey-rename"),
    path(f"{_PASSKEYS}<uuid:passkey_id>/remove/", passkeys.remove, name="passkey-remove"),
]
