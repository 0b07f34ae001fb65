"""Every address that people ask for; machine endpoints are answered in `config/wsgi.py` before."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from shiming.directory.web import portal
from shiming.directory.web.views import publications
from shiming.web_kit import urls as kit

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(([*kit.urlpatterns, *kit.preview_urls(is_shown=settings.DEBUG)], "web_kit"))),
    path("", include("shiming.accounts.web.urls")),
    path("", include("shiming.messages.web.urls")),
    path("", include("shiming.jobs.web.urls")),
    path("", include("shiming.proofing.web.urls")),
    path("", include("shiming.trust_sources.api.urls")),
    path("", include("shiming.legal_persons.api.urls")),
    path("", include("shiming.legal_persons.web.urls")),
    path("", include("shiming.trust_sources.web.urls")),
    path("", include("shiming.identity_provider.api.urls")),
    path("", include("shiming.identity_provider.web.urls")),
    path("", portal.home, name="home"),
    path("help/", portal.help_centre, name="help"),
    path("about/", portal.about, name="about"),
    path("downloads/", publications.downloads, name="downloads"),
    path("downloads/<uuid:publication_id>/", publications.download, name="download"),
    path("directory/", include("shiming.directory.web.urls")),
    path("scim/v2/", include("shiming.directory.api.scim.urls")),
]

handler400 = "shiming.web_kit.error_pages.bad_request"
handler403 = "shiming.web_kit.error_pages.permission_denied"
handler404 = "shiming.web_kit.error_pages.page_not_found"
handler500 = "shiming.web_kit.error_pages.server_error"
