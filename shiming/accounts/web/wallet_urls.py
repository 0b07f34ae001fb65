"""The addresses of bank cards and personal certificates."""

from django.urls import path

from shiming.accounts.web.views import bank_cards, personal_certificates

urlpatterns = [
    path("me/bank-cards/", bank_cards.bank_cards, name="bank-cards"),
    path("me/bank-cards/add/", bank_cards.add, name="bank-card-add"),
    path("me/bank-cards/add/code/", bank_cards.add_code, name="bank-card-code"),
    path("me/bank-cards/<uuid:card_id>/default/", bank_cards.default, name="bank-card-default"),
    path("me/bank-cards/<uuid:card_id>/unbind/", bank_cards.unbind, name="bank-card-unbind"),
    path("me/certificates/", personal_certificates.certificates, name="personal-certificates"),
    path("me/certificates/<slug:kind>/", personal_certificates.keep, name="personal-certificate"),
    path(
        "me/certificates/<slug:kind>/number/",
        personal_certificates.look_up,
        name="personal-certificate-number",
    ),
    path(
        "me/certificates/<slug:kind>/remove/",
        personal_certificates.remove,
        name="personal-certificate-remove",
    ),
    path(
        "me/certificates/<slug:kind>/pictures/<int:place>/",
        personal_certificates.picture,
        name="personal-certificate-picture",
    ),
]
