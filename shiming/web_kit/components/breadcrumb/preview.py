"""Where this page stands: a sequence of `types.Crumb`, the last without an address."""

from collections.abc import Mapping

from shiming.web_kit.preview import Preview
from shiming.web_kit.types import Crumb


def _context() -> Mapping[str, object]:
    return {
        "crumbs": (
            Crumb(label="首页", url="/"),
            Crumb(label="我的", url="/me/"),
            Crumb(label="实名认证"),
        )
    }


PREVIEWS = (
    Preview(
        title="面包屑",
        source="""
{% component "breadcrumb" crumbs=crumbs / %}
""",
        context=_context,
    ),
)
