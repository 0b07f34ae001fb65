"""The addresses that other nodes call."""

from django.urls import path

from shiming.trust_sources.api import nodes

app_name = "trust_sources_api"
urlpatterns = [
    path("nodes/v1/events", nodes.events, name="node-events"),
    path("nodes/v1/recognition", nodes.recognition, name="node-recognition"),
    path("nodes/v1/stock", nodes.stock, name="node-stock"),
]
