"""The five lights. Each is a word and a shape, never only a colour."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Light(models.TextChoices):
    """How a duty, or whatever has a clock, stands today."""

    NORMAL = "NORMAL", _("On time")
    DUE_SOON = "DUE_SOON", _("Due soon")
    OVERDUE = "OVERDUE", _("Overdue")
    PAUSED = "PAUSED", _("Clock paused")
    DONE = "DONE", _("Done")

    @property
    def shape(self) -> str:
        """Return the sign that stands beside the word."""
        return SHAPES[self]

    @property
    def css(self) -> str:
        """Return the name that the style sheets know it by."""
        return self.value.lower().replace("_", "-")


SHAPES = {
    Light.NORMAL: "●",
    Light.DUE_SOON: "▲",
    Light.OVERDUE: "■",
    Light.PAUSED: "❚❚",
    Light.DONE: "✓",
}
