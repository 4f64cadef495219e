"""Pages of the room `instructions`."""

from django.urls import URLPattern

app_name = "instructions"
urlpatterns: list[URLPattern] = []
