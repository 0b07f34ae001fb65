"""Django's description of the area."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """The area as Django knows it."""

    name = "shiming.directory"
    label = "directory"
