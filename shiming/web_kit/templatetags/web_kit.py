"""Tags and filters for every page: components, slots, icons and form controls."""

from django import forms, template
from django.forms.boundfield import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shiming.web_kit import component_kit

register = template.Library()
register.tag("component", component_kit.component)
register.tag("slot", component_kit.slot)

_CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.CheckboxInput)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon of the sprite; it is decoration, so screen readers skip it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("web_kit/vendor/icons.svg"),
        name,
    )


@register.filter
def control(field: BoundField) -> SafeString:
    """Render the input of a form field with the look of the kit."""
    widget = field.field.widget
    if isinstance(widget, _CHOICES):
        look = "choice__input"
    elif isinstance(widget, forms.Select):
        look = "form-select"
    else:
        look = "form-control"
    given = widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"{look} {given}".strip()})


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Tell whether the label belongs behind the input."""
    return isinstance(field.field.widget, forms.CheckboxInput)
