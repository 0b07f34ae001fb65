"""Addresses of members of staff, under `/directory/`."""

from django.urls import path

from shiming.directory.web.views import staff, staff_imports

_FILE = "staff/files/<uuid:import_id>/"
_ONE = "staff/<uuid:account_id>/"

urlpatterns = [
    path("staff/", staff.staff_list, name="staff-list"),
    path("staff/add/", staff.staff_add, name="staff-add"),
    path("staff/files/", staff_imports.staff_file, name="staff-file"),
    path("staff/files/template/", staff_imports.staff_file_template, name="staff-file-template"),
    path(_FILE, staff_imports.staff_import, name="staff-import"),
    path(f"{_FILE}report/", staff_imports.staff_import_report, name="staff-import-report"),
    path(f"{_FILE}start/", staff_imports.staff_import_start, name="staff-import-start"),
    path(f"{_FILE}discard/", staff_imports.staff_import_discard, name="staff-import-discard"),
    path(_ONE, staff.staff_detail, name="staff-detail"),
    path(f"{_ONE}lock/", staff.staff_lock, name="staff-lock"),
    path(f"{_ONE}unlock/", staff.staff_unlock, name="staff-unlock"),
    path(f"{_ONE}close/", staff.staff_close, name="staff-close"),
    path(f"{_ONE}permissions/grant/", staff.staff_grant, name="staff-grant"),
    path(f"{_ONE}permissions/revoke/", staff.staff_revoke, name="staff-revoke"),
]
