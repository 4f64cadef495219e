"""Pages of notices."""

from django.urls import path

from zhiyong.notices import views

app_name = "notices"

urlpatterns = [
    path("", views.notices, name="notices"),
    path("read/", views.read_all, name="read_all"),
    path("<int:pk>/", views.notice, name="notice"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/again/", views.try_again, name="try_again"),
]
