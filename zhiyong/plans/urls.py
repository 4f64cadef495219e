"""Addresses of plans."""

from django.urls import path

from zhiyong.plans import views

app_name = "plans"

urlpatterns = [
    path("", views.library, name="library"),
    path("load/<slug:name>/", views.load, name="load"),
    path("<int:pk>/", views.version, name="version"),
    path("import/", views.upload, name="upload"),
    path("binding/", views.binding, name="binding"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/edit/<slug:section>/<str:name>/", views.element, name="element"),
    path("<int:pk>/document/", views.document, name="document"),
    path("<int:pk>/pack.zip", views.download, name="download"),
    path("<int:pk>/changes/", views.changes, name="changes"),
    path("<int:pk>/dry-run/", views.dry_run, name="dry_run"),
    path("<int:pk>/retire/", views.retire, name="retire"),
    path("<int:pk>/publish/", views.publish, name="publish"),
    path("<int:pk>/adopt/", views.adopt, name="adopt"),
    path("adoptions/<int:pk>/", views.adoption, name="adoption"),
    path("adoptions/<int:pk>/end/", views.end, name="end"),
]
