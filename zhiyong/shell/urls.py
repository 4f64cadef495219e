"""The shell's own addresses."""

from django.urls import path

from zhiyong.shell import views

app_name = "shell"

urlpatterns = [
    path("language/", views.language, name="language"),
    path("health/", views.health, name="health"),
]
