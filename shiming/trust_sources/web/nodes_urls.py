"""Addresses under `/trust/nodes/`."""

from django.urls import path

from shiming.trust_sources.web.views import conflicts, nodes

urlpatterns = [
    path("", nodes.node_list, name="node-list"),
    path("add/", nodes.node_add, name="node-add"),
    path("users/", nodes.user_import, name="user-import"),
    path("conflicts/", conflicts.conflict_list, name="conflict-list"),
    path("conflicts/<uuid:conflict_id>/", conflicts.conflict_settle, name="conflict-settle"),
    path(
        "conflicts/<uuid:conflict_id>/confirm/",
        conflicts.conflict_confirm,
        name="conflict-confirm",
    ),
    path("<uuid:peer_id>/", nodes.node_queue, name="node-queue"),
    path("<uuid:peer_id>/suspend/", nodes.node_suspend, name="node-suspend"),
    path("<uuid:peer_id>/resume/", nodes.node_resume, name="node-resume"),
    path("<uuid:peer_id>/recognise/", nodes.node_recognise, name="node-recognise"),
    path("<uuid:peer_id>/key/", nodes.node_key, name="node-key"),
    path("<uuid:peer_id>/key/<uuid:change_id>/", nodes.node_key_decide, name="node-key-decide"),
    path("<uuid:peer_id>/retry/", nodes.node_retry, name="node-retry"),
    path("<uuid:peer_id>/export/", nodes.node_export, name="node-export"),
    path(
        "<uuid:peer_id>/events/<uuid:event_id>/set-aside/",
        nodes.event_set_aside,
        name="event-set-aside",
    ),
]
