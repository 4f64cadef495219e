"""The pages of the product, and one that does nothing but insert a row: the floor beside it."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

INSERT = "INSERT INTO bench_bare (text) VALUES (%s)"


@csrf_exempt
def insert(request: HttpRequest) -> HttpResponse:
    """Insert one row of what was sent."""
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [request.POST["text"]])
    return HttpResponse("done")


urlpatterns = [path("bare/", insert), path("", include("zhiyong.config.urls"))]
