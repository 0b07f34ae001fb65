"""
A message in place.

`kind` is info, success, warning or danger; only the last two interrupt a screen reader.
"""

from shiming.web_kit.preview import Preview

PREVIEWS = (
    Preview(
        title="提示",
        source="""
{% component "alert" title="实名认证需要 3 分钟左右" %}<p>请准备好本人身份证原件，并保证光线充足。</p>{% endcomponent %}
{% component "alert" kind="success" title="手机号码已更换" / %}
{% component "alert" kind="warning" title="证件将于 30 天后到期" %}<p>到期后实名等级会降低。</p>{% slot "actions" %}{% component "button" kind="secondary" small=True href="#" label="更新证件" / %}{% endslot %}{% endcomponent %}
{% component "alert" kind="danger" title="验证码不正确" %}<p>您还可以再试 3 次。</p>{% endcomponent %}
""",  # noqa: E501  # templates keep a tag on one line
    ),
)
