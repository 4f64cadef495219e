"""The pages of cases."""

from django.urls import path

from zhiyong.matters.views import acts, assigning, bulk, disputes, lists, quality

app_name = "matters"

urlpatterns = [
    path("", lists.mine, name="mine"),
    path("unit/", lists.unit, name="unit"),
    path("kept/", lists.kept, name="kept"),
    path("still/", lists.still, name="still"),
    path("to-assign/", lists.to_assign, name="to_assign"),
    path("disputes/", disputes.disputes, name="disputes"),
    path("disputes/<int:pk>/", disputes.dispute, name="dispute"),
    path("quality/", quality.judged, name="judged"),
    path("quality/verdicts/", quality.verdicts, name="judgements"),
    path("assign/<int:pk>/", assigning.assign, name="assign"),
    path("bulk/<slug:name>/", bulk.bulk, name="bulk"),
    path("<int:pk>/preview/", acts.preview_reply, name="preview"),
    path("<int:pk>/<slug:key>/", acts.act, name="act"),
]
