"""The addresses of applying for an account, and of the officers who decide on it."""

from django.urls import path

from shiming.accounts.web.views import application_desk as desk
from shiming.accounts.web.views import applications

_ONE = "desk/applications/<uuid:application_id>/"
_RECORD = "apply/progress/<uuid:application_id>/"
_REJECT = {"outcome": "reject"}
_RETURN = {"outcome": "return"}

urlpatterns = [
    path("apply/", applications.kinds, name="apply"),
    path("apply/mobile/", applications.mobile, name="apply-mobile"),
    path("apply/code/", applications.code, name="apply-code"),
    path("apply/code/again/", applications.code_again, name="apply-code-again"),
    path("apply/leave/", applications.leave, name="apply-leave"),
    path("apply/new/<slug:kind>/", applications.new, name="apply-new"),
    path("apply/template/<slug:kind>/", applications.template, name="apply-template"),
    path("apply/done/<uuid:application_id>/", applications.done, name="apply-done"),
    path("apply/progress/", applications.progress, name="apply-progress"),
    path(_RECORD, applications.record, name="apply-record"),
    path(f"{_RECORD}correct/", applications.correct, name="apply-correct"),
    path(f"{_RECORD}activation/", applications.activation, name="apply-activation"),
    path("desk/applications/", desk.applications, name="applications"),
    path("desk/applications/forms/", desk.forms, name="application-forms"),
    path("desk/applications/forms/edit/", desk.form_edit, name="application-form-edit"),
    path(
        "desk/applications/forms/<uuid:form_id>/decide/",
        desk.form_decide,
        name="application-form-decide",
    ),
    path("desk/applications/scans/<uuid:scan_id>/", desk.scan, name="application-scan"),
    path(_ONE, desk.application, name="application"),
    path(f"{_ONE}take-up/", desk.take_up, name="application-take-up"),
    path(f"{_ONE}hand-back/", desk.hand_back, name="application-hand-back"),
    path(f"{_ONE}approve/", desk.approve, name="application-approve"),
    path(f"{_ONE}reject/", desk.turn_down, _REJECT, name="application-reject"),
    path(f"{_ONE}return/", desk.turn_down, _RETURN, name="application-return"),
    path("desk/connections/", desk.connections, name="connections"),
    path(
        "desk/connections/<uuid:connection_id>/move/",
        desk.connection_move,
        name="connection-move",
    ),
]
