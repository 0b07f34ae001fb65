"""
What is known about somebody, row by row.

A sequence of `types.Fact`; personal values arrive masked.
"""

from collections.abc import Mapping

from shiming.web_kit.preview import Preview
from shiming.web_kit.types import Fact


def _context() -> Mapping[str, object]:
    return {
        "facts": (
            Fact(label="姓名", value="张*明", is_masked=True),
            Fact(label="证件号码", value="60**************34", is_masked=True, note="居民身份证"),
            Fact(
                label="手机号码",
                value="139****0000",
                is_masked=True,
                action_label="更换",
                action_url="#",
            ),
        )
    }


PREVIEWS = (
    Preview(
        title="已遮盖的资料",
        source="""
{% component "definition_list" facts=facts / %}
""",
        context=_context,
    ),
)
