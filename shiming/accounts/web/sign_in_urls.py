"""The addresses of signing in and out."""

from django.urls import path

from shiming.accounts.types import CodePurpose
from shiming.accounts.web.views import identities, sign_in, sign_in_documents

_DOCUMENT = {"purpose": CodePurpose.SIGN_IN_WITH_DOCUMENT}
_FILED = {"purpose": CodePurpose.SIGN_IN_AS_FILED}

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/staff/", sign_in.sign_in_staff, name="sign-in-staff"),
    path("sign-in/sms/", sign_in.sign_in_sms, name="sign-in-sms"),
    path("sign-in/code/", sign_in.sign_in_code, name="sign-in-code"),
    path("sign-in/code/again/", sign_in.sign_in_code_again, name="sign-in-code-again"),
    path("sign-in/document/", sign_in_documents.sign_in_document, name="sign-in-document"),
    path(
        "sign-in/document/sms/",
        sign_in_documents.sign_in_document_sms,
        name="sign-in-document-sms",
    ),
    path("sign-in/document/code/", sign_in.sign_in_code, _DOCUMENT, name="sign-in-document-code"),
    path(
        "sign-in/document/code/again/",
        sign_in.sign_in_code_again,
        _DOCUMENT,
        name="sign-in-document-code-again",
    ),
    path("sign-in/filed/", sign_in_documents.sign_in_filed, name="sign-in-filed"),
    path("sign-in/filed/code/", sign_in.sign_in_code, _FILED, name="sign-in-filed-code"),
    path(
        "sign-in/filed/code/again/",
        sign_in.sign_in_code_again,
        _FILED,
        name="sign-in-filed-code-again",
    ),
    path("sign-in/number/", sign_in_documents.sign_in_number, name="sign-in-number"),
    path("me/identities/", identities.identities, name="identities"),
    path("me/identities/switch/", identities.identity_switch, name="identity-switch"),
    path("me/numbers/", identities.numbers, name="numbers"),
    path("me/numbers/<uuid:number_id>/", identities.number_choose, name="number-choose"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
]
