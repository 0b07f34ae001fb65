"""Views of the area, a file per subject."""

from shiming.directory.web.views.calendar import (
    calendar_add,
    calendar_import,
    calendar_list,
    calendar_remove,
)

__all__ = ["calendar_add", "calendar_import", "calendar_list", "calendar_remove"]
