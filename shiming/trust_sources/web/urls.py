"""Addresses of the area, those of officers under `/trust/`; a file per subject."""

from django.urls import include, path

from shiming.trust_sources.web.views import duties

app_name = "trust_sources"
urlpatterns = [
    path("trust/authorities/", include("shiming.trust_sources.web.certificates_urls")),
    path("trust/nodes/", include("shiming.trust_sources.web.nodes_urls")),
    path("trust/duties/<uuid:acceptance_id>/", duties.duties_accept, name="duties-accept"),
    path("trust/sources/", include("shiming.trust_sources.web.sources_urls")),
    path("trust/renewals/", include("shiming.trust_sources.web.renewal_desk_urls")),
    path("me/proofs/", include("shiming.trust_sources.web.checks_urls")),
    path("me/renewals/", include("shiming.trust_sources.web.renewals_urls")),
]
