"""Addresses of the gallery; set as ROOT_URLCONF where it is wanted."""

from django.contrib.staticfiles.views import serve
from django.urls import include, path

from zhiyong.shell.tests.gallery import pages

urlpatterns = [
    path("", pages.console, name="gallery"),
    path("portal/", pages.portal, name="gallery_portal"),
    path("find/", pages.found),
    path("shell/", include("zhiyong.shell.urls")),
    path("static/<path:path>", serve, {"insecure": True}),
]

handler400 = "zhiyong.shell.views.bad_request"
handler403 = "zhiyong.shell.views.forbidden"
handler404 = "zhiyong.shell.views.not_found"
handler500 = "zhiyong.shell.views.fault"
