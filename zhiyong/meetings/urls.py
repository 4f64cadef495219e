"""Pages of the room `meetings`."""

from django.urls import path

from zhiyong.meetings.views import acts, lists, page

app_name = "meetings"

urlpatterns = [
    path("", lists.meetings, name="list"),
    path("periods/", lists.periods, name="periods"),
    path("waiting/", lists.waiting, name="waiting"),
    path("call/", acts.call, name="call"),
    path("<int:pk>/", page.meeting, name="meeting"),
    path("<int:pk>/minutes.pdf", page.draft_minutes, name="draft_minutes"),
    path("<int:pk>/items/<int:item>/vote/", acts.vote, name="vote"),
    path("<int:pk>/items/<int:item>/<slug:act>/", acts.item_act, name="item_act"),
    path("<int:pk>/asides/<int:aside>/", acts.decide_aside, name="decide_aside"),
    path("<int:pk>/<slug:act>/", acts.act, name="act"),
]
