"""The kit's addresses; `preview_urls` adds those that only developers need."""

from django.urls import URLPattern, path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from shiming.web_kit import health, views

app_name = "web_kit"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("preferences/view/", views.set_view, name="view-set"),
    path("preferences/language/", require_POST(set_language), name="language-set"),
]


def preview_urls(*, is_shown: bool) -> list[URLPattern]:
    """Return the addresses of the component previews, or none where nobody should see them."""
    if not is_shown:
        return []
    return [
        path("__components__/", views.preview_list, name="component-previews"),
        path("__components__/pages/<slug:name>/", views.preview_page, name="sample-page"),
        path("__components__/<slug:name>/", views.preview_component, name="component-preview"),
    ]
