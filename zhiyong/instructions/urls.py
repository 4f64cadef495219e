"""Addresses of instructions."""

from django.urls import path

from zhiyong.instructions import views

app_name = "instructions"

urlpatterns = [
    path("", views.register_list, name="register_list"),
    path("register/", views.register, name="register"),
    path("submit/", views.submit, name="submit"),
    path("<int:pk>/", views.instruction, name="instruction"),
    path("<int:pk>/<slug:key>/", views.act, name="act"),
]
