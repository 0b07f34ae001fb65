"""What stands where nothing is yet; say in the content how something comes to be there."""

from shiming.web_kit.preview import Preview

PREVIEWS = (
    Preview(
        title="空",
        source="""
{% component "empty" icon="bell" title="还没有消息" %}<p>办理进度和提醒会出现在这里。</p>{% endcomponent %}
""",  # noqa: E501  # templates keep a tag on one line
    ),
)
