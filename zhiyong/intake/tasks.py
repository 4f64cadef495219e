"""What the worker does for intake."""

from procrastinate.contrib.django import app

from zhiyong.intake import services
from zhiyong.intake.models import Import


@app.task(name="intake.enter_import")
def enter_import(import_id: int) -> None:
    """Enter the rows of a confirmed workbook."""
    services.enter_import(found=Import.objects.get(pk=import_id))
