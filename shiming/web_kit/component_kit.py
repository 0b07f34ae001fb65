"""
The tag ``{% component %}``: one folder per component, called with arguments and slots.

::

    {% component "result" kind="passed" title=page.title %}
      <p>The body.</p>
      {% slot "actions" %}…{% endslot %}
    {% endcomponent %}

    {% component "field" field=form.mobile / %}

A component's template sees its own arguments, ``content``, ``slots``, ``request`` and
``csrf_token``, and nothing else of the page, so that it can be understood and tested alone.
"""

import functools
import pathlib

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.template.engine import Engine
from django.utils.safestring import SafeString
from typing_extensions import override

FOLDER = pathlib.Path(__file__).parent / "components"


@functools.cache
def _engine() -> Engine:
    """Return an engine of our own: components need no settings line, and load no tags."""
    return Engine(
        dirs=[str(FOLDER)],
        libraries={"web_kit": "shiming.web_kit.templatetags.web_kit"},
        builtins=[
            "django.templatetags.i18n",
            "django.templatetags.static",
            "shiming.web_kit.templatetags.web_kit",
        ],
    )


class SlotNode(Node):
    """A named part of the content of a component; meaningless outside one."""

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    @override
    def render(self, context: Context) -> SafeString:  # Django's signature
        """Refuse to stand anywhere but directly inside a component."""
        msg = f'{{% slot "{self.name}" %}} must stand directly inside {{% component %}}'
        raise template.TemplateSyntaxError(msg)


class ComponentNode(Node):
    """A call of a component."""

    def __init__(self, name: str, arguments: dict[str, FilterExpression], body: NodeList) -> None:
        self.name = name
        self.arguments = arguments
        self.slots = {node.name: node.nodelist for node in body if isinstance(node, SlotNode)}
        self.nodelist = NodeList(node for node in body if not isinstance(node, SlotNode))

    @override
    def render(self, context: Context) -> SafeString:
        """Render the slots where they were written, and the component round them."""
        values: dict[str, object] = {
            name: expression.resolve(context) for name, expression in self.arguments.items()
        }
        values["content"] = SafeString(self.nodelist.render(context).strip())
        values["slots"] = {
            name: SafeString(nodes.render(context).strip()) for name, nodes in self.slots.items()
        }
        for shared in ("request", "csrf_token"):
            values.setdefault(shared, context.get(shared))
        own = Context(values, autoescape=context.autoescape)
        return _engine().get_template(f"{self.name}/{self.name}.html").render(own)


def component(parser: Parser, token: Token) -> ComponentNode:
    """Parse ``{% component "name" a=1 %}…{% endcomponent %}`` or ``{% component "name" / %}``."""
    _tag, name, *rest = token.split_contents()
    is_closed = rest[-1:] == ["/"]
    words = rest[:-1] if is_closed else rest
    arguments = token_kwargs(words, parser)
    if words:
        msg = f"{{% component {name} %}} takes name=value, not {words[0]}"
        raise template.TemplateSyntaxError(msg)
    body = NodeList()
    if not is_closed:
        body = parser.parse(("endcomponent",))
        parser.delete_first_token()
    return ComponentNode(name.strip("\"'"), arguments, body)


def slot(parser: Parser, token: Token) -> SlotNode:
    """Parse ``{% slot "name" %}…{% endslot %}``."""
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endslot",))
    parser.delete_first_token()
    return SlotNode(name.strip("\"'"), nodelist)
