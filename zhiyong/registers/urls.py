"""Addresses of registers."""

from django.urls import path

from zhiyong.registers import views

app_name = "registers"

urlpatterns = [
    path("", views.registers, name="registers"),
    path("figures/", views.leads, name="leads"),
    path("rows/<int:pk>/", views.row, name="row"),
    path("rows/<int:pk>/correct/", views.correct, name="correct"),
    path("rows/<int:pk>/strike/", views.strike, name="strike"),
    path("workbooks/<int:pk>/", views.workbook, name="workbook"),
    path("workbooks/<int:pk>/<slug:act>/", views.workbook_act, name="workbook_act"),
    path("<int:adoption>/<str:code>/", views.rows, name="rows"),
    path("<int:adoption>/<str:code>/add/", views.add, name="add"),
    path("<int:adoption>/<str:code>/template.xlsx", views.template, name="template"),
    path("<int:adoption>/<str:code>/rows.xlsx", views.export, name="export"),
    path("<int:adoption>/<str:code>/import/", views.hand_in, name="hand_in"),
]
