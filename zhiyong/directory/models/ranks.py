"""The ordered scale of ranks, and the types of staff."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Rank(models.Model):
    """A step on the scale of leading posts, of grades, of institutions or of workers.

    `level` names the level of post that the step counts as in the plans, such as
    "section-chief". `order` compares steps of all scales with each other: the higher, the
    higher. The shipped scale and its sources are in `directory/data/ranks.toml`.
    """

    class Scale(models.TextChoices):
        LEADING_POST = "LEADING_POST", _("Leading posts")
        GRADE = "GRADE", _("Grades of comprehensive management")
        INSTITUTION = "INSTITUTION", _("Posts of public institutions")
        WORKER = "WORKER", _("Grades of workers")

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=40)
    scale = models.CharField(_("scale"), max_length=20, choices=Scale)
    level = models.CharField(_("counts as level of post"), max_length=40)
    order = models.PositiveSmallIntegerField(_("order"))
    source = models.CharField(_("source"), max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scale", "order"], name="rank_order_is_strict_on_a_scale"
            ),
            models.CheckConstraint(
                name="rank_scale_is_known",
                condition=models.Q(scale__in=["LEADING_POST", "GRADE", "INSTITUTION", "WORKER"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StaffType(models.TextChoices):
    """Under which rules somebody is employed."""

    CIVIL_SERVANT = "CIVIL_SERVANT", _("Civil servant")
    LIKE_CIVIL_SERVANT = "LIKE_CIVIL_SERVANT", _("Managed as a civil servant")
    INSTITUTION = "INSTITUTION", _("Staff of a public institution")
    STATE_ENTERPRISE = "STATE_ENTERPRISE", _("Staff of a state-owned enterprise")
    WORKER = "WORKER", _("Worker of an office")
    VILLAGE = "VILLAGE", _("Village or community official")
