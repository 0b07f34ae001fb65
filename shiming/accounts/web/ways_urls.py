"""The addresses of signing in by code, face, certificate, licence or social network."""

from django.urls import path

from shiming.accounts.web.views import (
    bindings,
    certificates,
    faces,
    licences,
    qr,
    scan,
    social,
    sources,
)

urlpatterns = [
    path("sign-in/qr/", qr.qr, name="qr"),
    path("sign-in/qr/start/", qr.qr_start, name="qr-start"),
    path("sign-in/qr/<uuid:qr_id>/", qr.qr_code, name="qr-code"),
    path("sign-in/qr/<uuid:qr_id>/code.svg", qr.qr_picture, name="qr-picture"),
    path("sign-in/qr/<uuid:qr_id>/finish/", qr.qr_finish, name="qr-finish"),
    # Short, for it stands in the picture that a phone photographs.
    path("q/<str:code>/", qr.qr_phone, name="qr-phone"),
    path("q/<str:code>/scan/", qr.qr_scan, name="qr-scan"),
    path("q/<str:code>/confirm/", qr.qr_confirm, name="qr-confirm"),
    path("q/<str:code>/refuse/", qr.qr_refuse, name="qr-refuse"),
    path("scan/", scan.scan, name="scan"),
    path("sign-in/face/", faces.face, name="face"),
    path("sign-in/face/number/", faces.face_number, name="face-number"),
    path("sign-in/face/<uuid:proof_id>/", faces.face_check, name="face-check"),
    path("sign-in/face/<uuid:proof_id>/draw/", faces.face_draw, name="face-draw"),
    path("sign-in/face/<uuid:proof_id>/frames/", faces.face_frames, name="face-frames"),
    path("sign-in/face/<uuid:proof_id>/finish/", faces.face_finish, name="face-finish"),
    path("me/confirm/face/", faces.face_confirm, name="face-confirm"),
    path("sign-in/social/wechat/", social.social_wechat, name="social-wechat"),
    path("sign-in/social/qq/", social.social_qq, name="social-qq"),
    path("sign-in/social/<slug:provider>/back/", social.social_back, name="social-back"),
    path(
        "sign-in/source/first-use/<uuid:proof_id>/",
        sources.source_first_use,
        name="source-first-use",
    ),
    path("sign-in/source/<slug:code>/", sources.source, name="source"),
    path("sign-in/source/<slug:code>/back/", sources.source_back, name="source-back"),
    path("me/proofs/", sources.proofs, name="proofs"),
    path("me/proofs/given/", sources.proofs_given, name="proofs-given"),
    path("me/proofs/<slug:code>/", sources.proof_start, name="proof-start"),
    path("me/bindings/", bindings.bindings, name="bindings"),
    path("me/bindings/social/<slug:provider>/", social.social_bind, name="social-bind"),
    path("me/bindings/confirm/<uuid:proof_id>/", social.social_confirm, name="social-confirm"),
    path("me/bindings/certificate/", certificates.certificate_bind, name="certificate-bind"),
    path("me/bindings/licence/", licences.licence_bind, name="licence-bind"),
    path(
        "me/bindings/<slug:kind>/<uuid:binding_id>/remove/",
        bindings.binding_remove,
        name="binding-remove",
    ),
    path("sign-in/certificate/", certificates.certificate, name="certificate"),
    path("sign-in/certificate/shown/", certificates.certificate_shown, name="certificate-shown"),
    path("sign-in/certificate/ticket/", certificates.certificate_ticket, name="certificate-ticket"),
    path(
        "sign-in/certificate/drivers/",
        certificates.certificate_drivers,
        name="certificate-drivers",
    ),
    path(".well-known/shiming-agent", certificates.agent_keys, name="agent-keys"),
    path("sign-in/licence/", licences.licence, name="licence"),
    path("sign-in/licence/<uuid:proof_id>/", licences.licence_code, name="licence-code"),
    path(
        "sign-in/licence/<uuid:proof_id>/code.svg", licences.licence_picture, name="licence-picture"
    ),
    path("sign-in/licence/<uuid:proof_id>/finish/", licences.licence_finish, name="licence-finish"),
]
