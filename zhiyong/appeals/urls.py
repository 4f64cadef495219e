"""Pages of the room `appeals`."""

from django.urls import path

from zhiyong.appeals.views import acts, filing, lists, page

app_name = "appeals"
urlpatterns = [
    path("", lists.appeals_list, name="list"),
    path("register/", filing.register, name="register"),
    path("mine/", filing.mine, name="mine"),
    path("mine/decision/<int:pk>/", filing.file, name="file"),
    path("mine/<int:pk>/", filing.own, name="own"),
    path("mine/<int:pk>/<slug:key>/", filing.own_act, name="own_act"),
    path("<int:pk>/", page.appeal, name="appeal"),
    path("<int:pk>/preview/", page.preview_answer, name="preview"),
    path("<int:pk>/<slug:key>/", acts.act, name="act"),
]
