"""The shell's own addresses."""

from django.conf import settings
from django.urls import path

from zhiyong.shell import views

app_name = "shell"

urlpatterns = [
    path("language/", views.language, name="language"),
    path("health/", views.health, name="health"),
]

if getattr(settings, "SHOW_GALLERY", False):
    urlpatterns += [path("styles/", views.gallery, name="gallery")]
