"""The pages of the desk."""

from django.urls import path

from zhiyong.desk.views import home, matter, record

app_name = "desk"

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", home.search, name="search"),
    path("counts/", home.counts, name="counts"),
    path("matter/<int:pk>/", matter.matter, name="matter"),
    path("person/<int:pk>/", record.person, name="person"),
    path("unit/<int:pk>/", record.unit, name="unit"),
    path("record/", record.mine, name="my_record"),
]
