"""What of the demo city has been made."""

from django.db import models


class Made(models.Model):
    """A complaint of the demo's year that was made, so that it is not made twice."""

    number = models.PositiveIntegerField(primary_key=True)

    def __str__(self) -> str:
        return str(self.number)
