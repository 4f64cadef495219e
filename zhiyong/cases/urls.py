"""The pages of cases."""

from django.urls import path

from zhiyong.cases.views import acts, case, lists, opening

app_name = "cases"

urlpatterns = [
    path("", lists.cases, name="cases"),
    path("mine/", lists.mine, name="mine"),
    path("still/", lists.still, name="still"),
    path("new/", opening.new, name="new"),
    path("<int:pk>/", case.case, name="case"),
    path("<int:pk>/<slug:key>/", acts.act, name="act"),
]
