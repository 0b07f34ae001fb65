"""
A state in one or two words.

`kind` is neutral, info, success, warning or danger; the words carry the meaning, the colour
helps.
"""

from shiming.web_kit.preview import Preview

PREVIEWS = (
    Preview(
        title="状态",
        source="""
{% component "badge" label="草稿" / %}
{% component "badge" kind="info" label="办理中" / %}
{% component "badge" kind="success" icon="check" label="已通过" / %}
{% component "badge" kind="warning" label="待人工复核" / %}
{% component "badge" kind="danger" label="未通过" / %}
""",
    ),
)
