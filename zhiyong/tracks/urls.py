"""The pages of what runs beside a case."""

from django.urls import path

from zhiyong.tracks.views import acts, begin, lists, pages

app_name = "tracks"

urlpatterns = [
    path("talks/", lists.talks, name="talks"),
    path("talks/call/", begin.call, name="call"),
    path("talks/<int:pk>/", pages.talk, name="talk"),
    path("talks/<int:pk>/<slug:key>/", acts.talk, name="talk_act"),
    path("resignations/", lists.resignations, name="resignations"),
    path("resignations/file/", begin.file, name="file"),
    path("resignations/<int:pk>/", pages.resignation, name="resignation"),
    path("resignations/<int:pk>/<slug:key>/", acts.resignation, name="resignation_act"),
    path("oversight/", lists.oversights, name="oversights"),
    path("oversight/register/", begin.register, name="register"),
    path("oversight/<int:pk>/", pages.oversight, name="oversight"),
    path("oversight/<int:pk>/<slug:key>/", acts.oversight, name="oversight_act"),
    path("waiting/", lists.waiting, name="waiting"),
    path("case/<int:pk>/take-up/", begin.take_up, name="take_up"),
    path("track/<int:pk>/<slug:key>/", acts.track, name="track_act"),
]
