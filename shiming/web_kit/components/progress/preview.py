"""
Work in the background.

Asks `poll_url` for itself again every few seconds; without JavaScript the page reloads.
"""

from shiming.web_kit.preview import Preview

PREVIEWS = (
    Preview(
        title="进度",
        source="""
{% component "progress" label="正在核对名册" done=340 total=1200 id="roster" %}<p>您可以离开此页面，完成后会通知您。</p>{% endcomponent %}
{% component "progress" label="正在比对人脸，请稍候" id="face" / %}
""",  # noqa: E501  # templates keep a tag on one line
    ),
)
