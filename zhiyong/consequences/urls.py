"""Pages of the room `consequences`."""

from django.urls import URLPattern

app_name = "consequences"
urlpatterns: list[URLPattern] = []
