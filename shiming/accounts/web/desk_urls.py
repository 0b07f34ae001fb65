"""The addresses of the desk for officers."""

from django.urls import path

from shiming.accounts.web.views import desk, identities, portals

_ACCOUNT = "accounts/<uuid:account_id>/"

urlpatterns = [
    path("accounts/", desk.accounts, name="desk"),
    path("accounts/abuse/", desk.abuse, name="desk-abuse"),
    path("accounts/maintenance/", desk.maintenance, name="desk-maintenance"),
    path(
        "accounts/maintenance/<uuid:notice_id>/end/",
        desk.maintenance_end,
        name="desk-maintenance-end",
    ),
    path("accounts/portals/", portals.portals, name="portals"),
    path("accounts/portals/add/", portals.portal_add, name="portal-add"),
    path("accounts/portals/changes/<uuid:change_id>/", portals.portal_decide, name="portal-decide"),
    path("accounts/portals/<slug:code>/", portals.portal, name="portal"),
    path("accounts/numbers/", identities.number_renew, name="desk-numbers"),
    path(_ACCOUNT, desk.account, name="desk-account"),
    path(f"{_ACCOUNT}unlock/", desk.unlock, name="desk-unlock"),
    path(
        f"{_ACCOUNT}second-factor/reset/",
        desk.reset_second_factor,
        name="desk-reset-second-factor",
    ),
    path(f"{_ACCOUNT}freeze/", desk.freeze, name="desk-freeze"),
    path(f"{_ACCOUNT}unfreeze/", desk.unfreeze, name="desk-unfreeze"),
]
