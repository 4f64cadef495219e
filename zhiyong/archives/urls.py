"""Pages of the room `archives`."""

from django.urls import URLPattern

app_name = "archives"
urlpatterns: list[URLPattern] = []
