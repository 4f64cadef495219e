"""Pages of the room `publicity`."""

from django.urls import path

from zhiyong.publicity.views import lists, page

app_name = "publicity"

urlpatterns = [
    path("", lists.publications, name="list"),
    path("rules/", lists.rules, name="rules"),
    path("write/", page.write, name="write"),
    path("<int:pk>/", page.publication, name="publication"),
    path("<int:pk>/<slug:act>/", page.act, name="act"),
]
