"""The tag `{% component %}`."""

import pytest
from django.template import TemplateDoesNotExist, TemplateSyntaxError, engines


def render(source: str, **context: object) -> str:
    template = engines["django"].from_string("{% load web_kit %}" + source)
    return str(template.render(context))


class TestComponentTag:
    def test_gives_the_content_to_the_component(self) -> None:
        assert "<p>一切正常</p>" in render(
            '{% component "alert" %}<p>{{ word }}</p>{% endcomponent %}', word="一切正常"
        )

    def test_gives_a_slot_its_place(self) -> None:
        html = render(
            '{% component "result" title="t" %}A'
            '{% slot "actions" %}B{% endslot %}{% endcomponent %}'
        )

        assert '<div class="ui-result__actions">B</div>' in html
        assert '<div class="ui-result__body">A</div>' in html

    def test_leaves_out_the_wrapper_of_an_empty_slot(self) -> None:
        assert "ui-result__actions" not in render('{% component "result" title="t" / %}')

    def test_hides_the_values_of_the_page_from_the_component(self) -> None:
        assert "leak" not in render('{% component "alert" / %}', title="leak")

    def test_escapes_what_it_is_given(self) -> None:
        html = render('{% component "alert" title=word / %}', word="<b>")

        assert "&lt;b&gt;" in html

    def test_nests(self) -> None:
        html = render(
            '{% component "card" %}{% component "badge" label="内" / %}{% endcomponent %}'
        )

        assert "内" in html

    def test_refuses_an_unknown_component(self) -> None:
        with pytest.raises(TemplateDoesNotExist):
            render('{% component "nothing" / %}')

    def test_refuses_an_argument_without_a_name(self) -> None:
        with pytest.raises(TemplateSyntaxError, match="name=value"):
            render('{% component "alert" word / %}', word=1)

    def test_refuses_a_slot_that_is_not_directly_inside(self) -> None:
        with pytest.raises(TemplateSyntaxError, match="directly inside"):
            render(
                '{% component "alert" %}{% if 1 %}{% slot "actions" %}{% endslot %}{% endif %}'
                "{% endcomponent %}"
            )
