"""
The end of a way.

`kind` is passed, waiting, refused or info; the slot `next` says what can be done next, and is
never left out when something was refused.
"""

from shiming.web_kit.preview import Preview

PREVIEWS = (
    Preview(
        title="通过",
        source="""
{% component "result" kind="passed" title="实名认证已通过" %}<p>您的实名等级已升为中级，有效期至 2027 年 3 月 1 日。</p>{% slot "actions" %}{% component "button" href="#" label="继续办理业务" / %}{% component "button" kind="secondary" href="#" label="查看我的实名信息" / %}{% endslot %}{% endcomponent %}
""",  # noqa: E501  # templates keep a tag on one line
    ),
    Preview(
        title="未通过",
        source="""
{% component "result" kind="refused" title="人脸比对未通过" %}<p>拍摄的照片与证件照片不够相似。</p>{% slot "next" %}<ul><li>在光线充足处摘下眼镜、口罩后重试，今天还可以试 2 次</li><li>改为提交人工复核，1 个工作日内答复</li><li>携带身份证到就近窗口办理</li></ul>{% endslot %}{% slot "actions" %}{% component "button" href="#" icon="refresh" label="重新拍摄" / %}{% component "button" kind="secondary" href="#" label="提交人工复核" / %}{% endslot %}{% endcomponent %}
""",  # noqa: E501  # templates keep a tag on one line
    ),
)
