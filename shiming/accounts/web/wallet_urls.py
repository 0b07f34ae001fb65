"""The addresses of bank cards and personal certificates."""

from django.urls import path

from shiming.accounts.web.views import bank_cards, personal_certificates

_CERTIFICATE = "me/certificates/<uuid:certificate_id>/"

urlpatterns = [
    path("me/bank-cards/", bank_cards.bank_cards, name="bank-cards"),
    path("me/bank-cards/add/", bank_cards.add, name="bank-card-add"),
    path("me/bank-cards/add/code/", bank_cards.add_code, name="bank-card-code"),
    path("me/bank-cards/<uuid:card_id>/default/", bank_cards.default, name="bank-card-default"),
    path("me/bank-cards/<uuid:card_id>/unbind/", bank_cards.unbind, name="bank-card-unbind"),
    path("me/certificates/", personal_certificates.certificates, name="personal-certificates"),
    path(
        "me/certificates/add/<slug:kind>/",
        personal_certificates.add,
        name="personal-certificate-add",
    ),
    path(
        "me/certificates/add/<slug:kind>/number/",
        personal_certificates.look_up,
        name="personal-certificate-number",
    ),
    path(_CERTIFICATE, personal_certificates.change, name="personal-certificate"),
    path(
        f"{_CERTIFICATE}remove/", personal_certificates.remove, name="personal-certificate-remove"
    ),
    path(
        f"{_CERTIFICATE}pictures/<int:place>/",
        personal_certificates.picture,
        name="personal-certificate-picture",
    ),
]
