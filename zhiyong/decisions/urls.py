"""Pages of the room `decisions`."""

from django.urls import path

from zhiyong.decisions.views import acts, lists, page, returning

app_name = "decisions"
urlpatterns = [
    path("", lists.all_decisions, name="list"),
    path("returns/", lists.all_returns, name="returns"),
    path("returns/<int:pk>/", returning.reappointment, name="reappointment"),
    path("returns/<int:pk>/<slug:key>/", returning.act, name="return_act"),
    path("about/<int:pk>/", acts.begin, name="begin"),
    path("notice/<int:pk>/", acts.serve, name="serve"),
    path("<int:pk>/", page.decision, name="decision"),
    path("<int:pk>/preview/", page.preview_paper, name="preview"),
    path("<int:pk>/choose/", acts.choose, name="choose"),
    path("<int:pk>/return/", returning.begin, name="return"),
    path("<int:pk>/<slug:key>/", acts.act, name="act"),
]
