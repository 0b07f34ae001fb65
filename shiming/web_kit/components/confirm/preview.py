"""
The question before an act that is hard to take back.

A page of its own, and the same in a dialog. The view acts only when `confirmed` was sent.
"""

from shiming.web_kit.preview import Preview

PREVIEWS = (
    Preview(
        title="普通确认",
        source="""
{% component "confirm" action="#" question="确定要退出登录吗？" submit="退出登录" cancel_url="/" %}<p>已保存的内容不会丢失。</p>{% endcomponent %}
""",  # noqa: E501  # templates keep a tag on one line
    ),
    Preview(
        title="危险操作",
        source="""
{% component "confirm" action="#" danger=True question="解除与该企业的绑定？" submit="解除绑定" cancel_url="/" %}<p>解除后您不能再代表该企业办理业务，需要重新申请才能恢复。</p>{% endcomponent %}
""",  # noqa: E501  # templates keep a tag on one line
    ),
)
