"""What a post is there for: duties, powers and competence standards, by version."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.directory.models.people import Post


class Charter(models.Model):
    """One version of what a post is there for, in force from one day to another."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="charters")
    version = models.PositiveSmallIntegerField()
    basis = models.CharField(_("basis"), max_length=120, blank=True)
    valid = DateRangeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "version"], name="charter_version_is_one"),
            ExclusionConstraint(
                name="charter_in_force_is_one_on_a_day",
                expressions=[("post", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} v{self.version}"


class CharterItem(models.Model):
    """One duty, power or standard of a charter."""

    class Kind(models.TextChoices):
        DUTY = "DUTY", pgettext_lazy("of a post", "Duty")
        POWER = "POWER", pgettext_lazy("of a post", "Power")
        STANDARD = "STANDARD", pgettext_lazy("of a post", "Competence standard")

    charter = models.ForeignKey(Charter, models.PROTECT, related_name="items")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    order = models.PositiveSmallIntegerField()
    text = models.CharField(_("text"), max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["charter", "kind", "order"], name="charter_item_has_its_place"
            )
        ]

    def __str__(self) -> str:
        return self.text
