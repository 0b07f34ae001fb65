"""The way through a long list, by key: give `previous_url` and `next_url` where there is more."""

from shiming.web_kit.preview import Preview

PREVIEWS = (
    Preview(
        title="翻页",
        source="""
{% component "pagination" previous_url="#" next_url="#" %}第 21–40 条{% endcomponent %}
""",
    ),
)
