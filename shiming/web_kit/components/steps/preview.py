"""How far a journey is: a sequence of `types.JourneyStep`, made by `types.journey_steps`."""

from collections.abc import Mapping

from shiming.web_kit.preview import Preview
from shiming.web_kit.types import journey_steps


def _context() -> Mapping[str, object]:
    return {"steps": journey_steps("填写信息", "拍摄证件", "人脸核验", "完成", current=2)}


PREVIEWS = (
    Preview(
        title="办理步骤",
        source="""
{% component "steps" steps=steps / %}
""",
        context=_context,
    ),
)
