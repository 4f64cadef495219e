"""Addresses of duties."""

from django.urls import path

from zhiyong.duties.views import calendars, duties

app_name = "duties"

urlpatterns = [
    path("", duties.duty_list, name="duties"),
    path("<int:pk>/", duties.duty, name="duty"),
    path("<int:pk>/urge/", duties.urge, name="urge"),
    path("<int:pk>/extend/", duties.extend, name="extend"),
    path("calendar/", calendars.year, name="calendar"),
    path("calendar/load/", calendars.load, name="calendar_load"),
    path("calendar/template/", calendars.template, name="calendar_template"),
]
