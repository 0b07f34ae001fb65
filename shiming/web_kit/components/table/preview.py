"""
A list.

Headings in the slot `head`, rows as content, `empty` when there is none; each cell's `data-label`
names it on a phone.
"""

from shiming.web_kit.preview import Preview

PREVIEWS = (
    Preview(
        title="有内容",
        source="""
{% component "table" caption="登录记录" %}{% slot "head" %}<th scope="col">时间</th><th scope="col">方式</th><th scope="col">地点</th><th scope="col">结果</th>{% endslot %}
<tr><td data-label="时间">2031-05-08 09:12</td><td data-label="方式">短信验证码</td><td data-label="地点">本市</td><td data-label="结果">{% component "badge" kind="success" label="成功" / %}</td></tr>
<tr><td data-label="时间">2031-05-07 18:40</td><td data-label="方式">密码</td><td data-label="地点">外省</td><td data-label="结果">{% component "badge" kind="danger" label="密码错误" / %}</td></tr>{% endcomponent %}
""",  # noqa: E501  # templates keep a tag on one line
    ),
    Preview(
        title="没有内容",
        source="""
{% component "table" caption="登录记录" is_empty=True empty_title="还没有登录记录" %}{% slot "empty" %}<p>登录后会显示在这里。</p>{% endslot %}{% endcomponent %}
""",  # noqa: E501  # templates keep a tag on one line
    ),
)
