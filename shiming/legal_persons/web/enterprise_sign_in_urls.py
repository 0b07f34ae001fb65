"""The addresses of signing in for a unit (A8)."""

from django.urls import path

from shiming.legal_persons.types import EntryWay
from shiming.legal_persons.web.views import enterprise_sign_in as views

_SIGN_IN = "sign-in/enterprise/<uuid:sign_in_id>/"

urlpatterns = [
    path("sign-in/enterprise/", views.enter_unit, {"way": EntryWay.ORDINARY}, name="enterprise"),
    path(
        "sign-in/enterprise/quick/",
        views.enter_unit,
        {"way": EntryWay.QUICK},
        name="enterprise-quick",
    ),
    path(
        "sign-in/enterprise/agency/",
        views.enter_unit,
        {"way": EntryWay.AGENCY},
        name="enterprise-agency",
    ),
    path(_SIGN_IN, views.officers, name="enterprise-officers"),
    path(f"{_SIGN_IN}synchronise/", views.synchronise, name="enterprise-synchronise"),
    path(f"{_SIGN_IN}proof/", views.proof, name="enterprise-proof"),
    path(f"{_SIGN_IN}code/", views.send_code, name="enterprise-code"),
    path(f"{_SIGN_IN}password/", views.proof_by_password, name="enterprise-password"),
    path(f"{_SIGN_IN}back/", views.back, name="enterprise-back"),
    path(f"{_SIGN_IN}client/", views.client, name="enterprise-client"),
]
