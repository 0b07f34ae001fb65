"""A large link to a service, with an icon and a line that says what it is for."""

from shiming.web_kit.preview import Preview

PREVIEWS = (
    Preview(
        title="入口",
        source="""
{% component "entry" href="#" icon="face-id" title="个人实名认证" text="拍摄身份证并核验本人，约 3 分钟" / %}
""",  # noqa: E501  # templates keep a tag on one line
    ),
    Preview(
        title="以文字为标志的入口",
        source="""
{% component "entry" href="#" mark="样本" title="样本业务系统" / %}
""",
    ),
)
