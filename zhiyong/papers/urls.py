"""Addresses of papers."""

from django.urls import path

from zhiyong.papers import views

app_name = "papers"

urlpatterns = [
    path("", views.paper_list, name="papers"),
    path("home/", views.home, name="home"),
    path("<int:pk>/", views.paper, name="paper"),
    path("<int:pk>/serve/", views.serve, name="serve"),
    path("approvals/<int:pk>/", views.approval_sheet, name="approval_sheet"),
]
