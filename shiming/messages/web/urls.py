"""Addresses of the message centre, the to-dos, the officers' desk, and the SMS box."""

from django.urls import path

from shiming.messages.web.views import box, desk, inbox, preferences, reminders

app_name = "messages"
urlpatterns = [
    path("me/messages/", inbox.message_list, name="message-list"),
    path("me/messages/read-all/", inbox.message_read_all, name="message-read-all"),
    path("me/messages/<uuid:message_id>/", inbox.message_detail, name="message-detail"),
    path("me/messages/<uuid:message_id>/archive/", inbox.message_archive, name="message-archive"),
    path("me/messages/<uuid:message_id>/delete/", inbox.message_delete, name="message-delete"),
    path("me/messages/<uuid:message_id>/restore/", inbox.message_restore, name="message-restore"),
    path("me/messages/preferences/", preferences.preferences, name="preferences"),
    path("me/todos/", inbox.todo_list, name="todo-list"),
    path("messages/templates/", desk.template_list, name="template-list"),
    path(
        "messages/templates/<slug:area>/<slug:name>/",
        desk.template_detail,
        name="template-detail",
    ),
    path(
        "messages/template-versions/<uuid:version_id>/",
        desk.template_version,
        name="template-version",
    ),
    path("messages/reminders/", reminders.rule_list, name="rule-list"),
    path("messages/reminders/<slug:area>/<slug:name>/", reminders.rule_detail, name="rule-detail"),
    path("messages/log/", desk.log, name="log"),
    path("sms-box/", box.sms_box, name="sms-box"),
    path("sms-box/latest", box.sms_box_latest, name="sms-box-latest"),
]
