"""The real-name level of a person or company (实名等级): give it a `kernel.levels.Level`."""

from collections.abc import Mapping

from shiming.kernel.levels import Level
from shiming.web_kit.preview import Preview


def _context() -> Mapping[str, object]:
    return {"levels": list(Level)}


PREVIEWS = (
    Preview(
        title="各级",
        source="""
{% for level in levels %}{% component "level" level=level / %} {% endfor %}
""",
        context=_context,
    ),
)
