"""Django's view of the area."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """Messages to people."""

    name = "shiming.messages"
    label = "messages"
