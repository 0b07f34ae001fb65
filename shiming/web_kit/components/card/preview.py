"""A white box for one topic, with a heading and, in the slot `action`, what one can do with it."""

from shiming.web_kit.preview import Preview

PREVIEWS = (
    Preview(
        title="卡片",
        source="""
{% component "card" title="登录方式" %}{% slot "action" %}<a href="#">管理</a>{% endslot %}<p>密码、手机验证码</p>{% endcomponent %}
""",  # noqa: E501  # templates keep a tag on one line
    ),
)
