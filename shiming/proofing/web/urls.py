"""The addresses of the area."""

from django.urls import path, re_path

from shiming.proofing.web.views import archive, journey, live, pictures, review, transaction

app_name = "proofing"
_SIDE = r"(?P<step>front|back)"
urlpatterns = [
    path("proofing/", journey.overview, name="overview"),
    path("proofing/start/", journey.start, name="start"),
    path("proofing/document/", journey.document, name="document"),
    path("proofing/front/", pictures.front, name="front"),
    path("proofing/back/", pictures.back, name="back"),
    re_path(rf"^proofing/{_SIDE}/to-person/$", pictures.side_to_person, name="side-to-person"),
    path("proofing/form/", journey.form, name="form"),
    path("proofing/consent/", journey.consent, name="consent"),
    path("proofing/register/", journey.register, name="register"),
    path("proofing/live/", live.live, name="live"),
    path("proofing/live/agree/", live.live_agree, name="live-agree"),
    path("proofing/live/start/", live.live_start, name="live-start"),
    path("proofing/live/frames/", live.live_frames, name="live-frames"),
    path("proofing/transaction/<uuid:transaction>/", transaction.show, name="transaction"),
    path("proofing/phone.svg", live.phone_code, name="phone-code"),
    path("proofing/result/", journey.result, name="result"),
    path("proofing/resume/", journey.resume, name="resume"),
    path("proofing/withdraw/", journey.withdraw, name="withdraw"),
    re_path(
        r"^proofing/undo/(?P<step>document|front|back|form|consent)/$", journey.undo, name="undo"
    ),
    path("proofing/pictures/<uuid:picture_id>/", pictures.picture, name="picture"),
    path("archive/", archive.archive_search, name="archive-search"),
    path("archive/<uuid:view_id>/", archive.archive, name="archive"),
    path(
        "archive/<uuid:view_id>/pictures/<uuid:picture_id>/",
        archive.archive_picture,
        name="archive-picture",
    ),
    path("review/", review.queue, name="review-queue"),
    path("review/<uuid:case_id>/", review.review_case, name="review-case"),
    path("review/<uuid:case_id>/claim/", review.review_claim, name="review-claim"),
    path("review/<uuid:case_id>/decide/", review.review_decide, name="review-decide"),
]
