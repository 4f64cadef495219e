"""Plan packs as published data, and where, when and how each is in force."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zhiyong.directory.models import Account, Unit


class PackVersion(models.Model):
    """One version of a plan. What it says never changes once it is published."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("Draft")
        PUBLISHED = "PUBLISHED", pgettext_lazy("state of a plan", "Published")
        RETIRED = "RETIRED", _("Retired")

    code = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    digest = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    published_on = models.DateField(null=True, blank=True)
    published_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="pack_version_is_numbered_once", fields=["code", "version"]
            ),
            models.CheckConstraint(
                name="pack_version_has_a_publication_day_exactly_when_published",
                condition=Q(state="DRAFT", published_on__isnull=True)
                | (~Q(state="DRAFT") & Q(published_on__isnull=False)),
            ),
        ]

    @property
    def title(self) -> str:
        """The title in the language of the reader."""
        return self.title_zh if (get_language() or "zh").startswith("zh") else self.title_en

    def __str__(self) -> str:
        return f"{self.title_zh} v{self.version}"


class PackContent(models.Model):
    """What a version says. Apart, since it is large, and read once a process.

    content   the pack, as `Pack.as_data` writes it · texts: the files it was read from, by name;
              empty where it came as data
    """

    version = models.OneToOneField(
        PackVersion, models.CASCADE, primary_key=True, related_name="said"
    )
    content = models.JSONField()
    texts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.version_id)


class Adoption(models.Model):
    """A plan version in force: adopted by a body, for a scope and a period, with its open numbers.

    A complaint, a matter, a duty pins an adoption, not a bare version.
    """

    pack = models.ForeignKey(PackVersion, models.PROTECT, related_name="adoptions")
    pack_code = models.CharField(max_length=60)
    body = models.ForeignKey(Unit, models.PROTECT, related_name="adoptions")
    valid = DateRangeField()
    open_numbers = models.JSONField(default=dict)
    adopted_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="adoption_of_a_plan_by_a_body_does_not_overlap",
                expressions=[
                    ("pack_code", RangeOperators.EQUAL),
                    ("body", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.pack} @ {self.body}"


class Binding(models.Model):
    """Which unit plays a role of the plan under an adoption."""

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="bindings")
    role = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="plan_roles")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="binding_gives_a_role_to_one_unit", fields=["adoption", "role"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.unit}"
