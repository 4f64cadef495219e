"""Addresses of papers."""

from django.urls import path

from zhiyong.papers import views

app_name = "papers"

urlpatterns = [
    path("", views.paper_list, name="papers"),
    path("home/", views.home, name="home"),
    path("print/", views.print_many, name="print"),
    path("print/proofs/", views.print_proofs, name="print_proofs"),
    path("<int:pk>/", views.paper, name="paper"),
    path("<int:pk>/serve/", views.serve, name="serve"),
    path("<int:pk>/proof/", views.proof, name="proof"),
    path("approvals/<int:pk>/", views.approval_sheet, name="approval_sheet"),
]
