"""The addresses of recovery, contacts, linked accounts, closing, and of the officers who help."""

from django.urls import path

from shiming.accounts.web.views import (
    closing,
    contacts,
    desks,
    linking,
    recovery,
    registration,
)

_MOBILE = {"kind": "mobile"}
_EMAIL = {"kind": "email"}

urlpatterns = [
    path("register/counter/", registration.register_counter, name="register-counter"),
    path("me/registration-code/", registration.redeem, name="registration-code"),
    path("recover/", recovery.recover, name="recover"),
    path("recover/mobile/", recovery.recover_by, _MOBILE, name="recover-mobile"),
    path("recover/email/", recovery.recover_by, _EMAIL, name="recover-email"),
    path("recover/face/", recovery.recover_by_face, name="recover-face"),
    path("recover/code/", recovery.recover_code, name="recover-code"),
    path("recover/code/again/", recovery.recover_code_again, name="recover-code-again"),
    path("activate/", recovery.activate, name="activate"),
    path("activate/password/", recovery.activate_password, name="activate-password"),
    path("activate/done/", recovery.activated, name="activated"),
    path("me/contacts/", contacts.contacts, name="contacts"),
    path("me/contacts/mobile/", contacts.contact_new, _MOBILE, name="contact-mobile"),
    path("me/contacts/email/", contacts.contact_new, _EMAIL, name="contact-email"),
    path("me/contacts/code/", contacts.contact_code, name="contact-code"),
    path("me/contacts/old/", contacts.contact_old, name="contact-old"),
    path("me/contacts/old/send/", contacts.contact_old_send, name="contact-old-send"),
    path("me/contacts/complete/", contacts.complete, name="contacts-complete"),
    path("me/links/", linking.links, name="links"),
    path("me/links/new/", linking.link_new, name="link-new"),
    path("me/links/new/<uuid:account_id>/", linking.link_confirm, name="link-confirm"),
    path("me/links/<uuid:link_id>/end/", linking.link_end, name="link-end"),
    path("me/links/switch/<uuid:account_id>/", linking.link_switch, name="link-switch"),
    path("me/closing/", closing.closing, name="closing"),
    path("me/closing/withdraw/", closing.closing_withdraw, name="closing-withdraw"),
    path("counter/accounts/", desks.counter, name="counter"),
    path("counter/accounts/<uuid:account_id>/", desks.counter_reset, name="counter-reset"),
    path("counter/capture/", desks.capture, name="counter-capture"),
    path("me/people/", desks.people, name="people"),
    path("me/people/staff/", desks.staff_reset, name="staff-reset"),
    path("me/people/<uuid:account_id>/reset/", desks.people_reset, name="people-reset"),
]
