"""Addresses of approvals."""

from django.urls import path

from zhiyong.approvals import views

app_name = "approvals"

urlpatterns = [
    path("", views.waiting, name="waiting"),
    path("<int:pk>/", views.approval, name="approval"),
    path("<int:pk>/decide/", views.decide, name="decide"),
    path("<int:pk>/delegate/", views.delegate, name="delegate"),
    path("<int:pk>/stand-in/", views.stand_in, name="stand_in"),
    path("<int:pk>/paper/", views.on_paper, name="on_paper"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
