"""Pages of the room `archives`."""

from django.urls import path

from zhiyong.archives import views

app_name = "archives"

urlpatterns = [
    path("", views.dossier_list, name="dossiers"),
    path("<int:pk>/", views.dossier, name="dossier"),
    path("<int:pk>/file/", views.file_dossier, name="file"),
    path("<int:pk>/add/", views.add, name="add"),
    path("<int:pk>/original/<int:order>/", views.original, name="original"),
    path("<int:pk>/destruction/", views.destruction, name="destruction"),
    path("case/<int:pk>/", views.put_together, name="put_together"),
    path("slips/", views.slip_list, name="slips"),
    path("slips/<int:pk>/", views.slip, name="slip"),
    path("slips/of/<int:pk>/", views.send_slip, name="send_slip"),
]
