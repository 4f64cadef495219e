"""Pages of the room `protection`."""

from django.urls import path

from zhiyong.protection import views

app_name = "protection"

urlpatterns = [
    path("", views.watches, name="watches"),
    path("<int:pk>/", views.watch, name="watch"),
    path("<int:pk>/concern/", views.concern, name="concern"),
    path("concern/<int:pk>/", views.close, name="close"),
]
