"""Pages of the room `campaigns`."""

from django.urls import path

from zhiyong.campaigns.views.work import acts, lists, page, sheets, writing

app_name = "campaigns"

urlpatterns = [
    path("work/", lists.owed, name="owed"),
    path("work/month/", lists.month, name="month"),
    path("work/to-accept/", lists.to_judge, name="to_judge"),
    path("work/sheets/", sheets.sheets, name="sheets"),
    path("<int:pk>/programmes/", page.programmes, name="programmes"),
    path("assignments/<int:pk>/", page.assignment, name="assignment"),
    path("assignments/<int:pk>/write/", writing.write, name="write"),
    path("assignments/<int:pk>/sheet/", sheets.my_sheet, name="my_sheet"),
    path("assignments/<int:pk>/<slug:key>/", acts.act, name="assignment_act"),
    path("versions/<int:pk>/", page.version, name="version"),
    path("sheets/<int:pk>/", sheets.sheet, name="sheet"),
    path("sheets/<int:pk>/<slug:key>/", sheets.sheet_act, name="sheet_act"),
]
