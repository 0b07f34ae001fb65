"""Addresses of the message centre and of the box that stands in for mobiles and mailboxes."""

from django.urls import path

from shiming.messages.web import views

app_name = "messages"
urlpatterns = [
    path("me/messages/", views.message_list, name="message-list"),
    path("me/messages/<uuid:message_id>/", views.message_detail, name="message-detail"),
    path("sms-box/", views.sms_box, name="sms-box"),
    path("sms-box/latest", views.sms_box_latest, name="sms-box-latest"),
]
