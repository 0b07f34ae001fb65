"""The addresses of recovery, contacts, linked accounts and closing: what owners do of their own."""

from django.urls import path

from shiming.accounts.web.views import recovery

urlpatterns = [
    path("recover/", recovery.recover, name="recover"),
    path("recover/mobile/", recovery.recover_by, {"kind": "mobile"}, name="recover-mobile"),
    path("recover/email/", recovery.recover_by, {"kind": "email"}, name="recover-email"),
    path("recover/code/", recovery.recover_code, name="recover-code"),
    path("recover/code/again/", recovery.recover_code_again, name="recover-code-again"),
    path("activate/", recovery.activate, name="activate"),
    path("activate/password/", recovery.activate_password, name="activate-password"),
    path("activate/done/", recovery.activated, name="activated"),
]
