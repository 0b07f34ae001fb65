"""
An act.

`kind` is primary, secondary, quiet or danger; with `href` it is a link, with `dialog` one that
opens in a dialog.
"""

from shiming.web_kit.preview import Preview

PREVIEWS = (
    Preview(
        title="各种按钮",
        source="""
{% component "button" label="下一步" / %}
{% component "button" kind="secondary" icon="camera" %}拍摄证件{% endcomponent %}
{% component "button" kind="quiet" href="#" label="稍后再说" / %}
{% component "button" kind="danger" icon="trash" label="解除绑定" / %}
""",
    ),
    Preview(
        title="不可用与整行",
        source="""
{% component "button" label="提交" disabled=True / %}
{% component "button" label="登录" wide=True / %}
""",
    ),
)
