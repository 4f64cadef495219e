"""Addresses of files."""

from django.urls import path

from zhiyong.files import views

app_name = "files"

urlpatterns = [
    path("<int:pk>/", views.download, name="download"),
    path("<int:pk>/original/", views.original, name="original"),
]
