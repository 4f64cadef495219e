"""The pages of what is handed on to other bodies."""

from django.urls import path

from zhiyong.transfers.views import acts, lists, pages

app_name = "transfers"

urlpatterns = [
    path("", lists.sent, name="sent"),
    path("received/", lists.received, name="received"),
    path("case/<int:pk>/", acts.prepare, name="prepare"),
    path("<int:pk>/", pages.transfer, name="transfer"),
    path("<int:pk>/draft/", pages.draft, name="draft"),
    path("<int:pk>/materials/<int:number>/", pages.material, name="material"),
    path("<int:pk>/papers/<int:paper>/", pages.paper, name="paper"),
    path("<int:pk>/<slug:key>/", acts.act, name="act"),
]
