"""Pages of the room `consequences`."""

from django.urls import path

from zhiyong.consequences.views import entry, lists, sums

app_name = "consequences"

urlpatterns = [
    path("", lists.ledger, name="ledger"),
    path("<int:pk>/", entry.entry, name="entry"),
    path("<int:pk>/<slug:key>/", entry.act, name="act"),
    path("sums/", sums.sums, name="sums"),
    path("sums/template/", sums.template, name="sums_template"),
    path("sums/hand-in/", sums.hand_in, name="sums_hand_in"),
]
