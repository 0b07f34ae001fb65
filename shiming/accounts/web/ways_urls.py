"""The addresses of signing in by code, face, certificate, licence or social network."""

from django.urls import path

from shiming.accounts.web.views import faces, qr

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
    path("sign-in/face/", faces.face, name="face"),
    path("sign-in/face/number/", faces.face, {"is_number_alone": True}, name="face-number"),
    path("sign-in/face/<uuid:proof_id>/", faces.face_check, name="face-check"),
    path("sign-in/face/<uuid:proof_id>/draw/", faces.face_draw, name="face-draw"),
    path("sign-in/face/<uuid:proof_id>/frames/", faces.face_frames, name="face-frames"),
    path("sign-in/face/<uuid:proof_id>/finish/", faces.face_finish, name="face-finish"),
    path("me/confirm/face/", faces.face_confirm, name="face-confirm"),
]
