"""Regions and the tree of units, as it is and as it was."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Region(models.Model):
    """An administrative division. Codes are retired and reused: rows keep their validity."""

    code = models.CharField(_("code"), max_length=12)
    name = models.CharField(_("name"), max_length=80)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    valid = DateRangeField(_("valid"))

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="region_code_means_one_thing_on_a_day",
                expressions=[("code", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """An office, from its opening to its closing: its identity, and how it stands today.

    Name, parent, organ and cadre manager have a history in `UnitSpan`; the columns here repeat
    the span of today, so that lists need no join. `path` holds the ids from the root down to the
    unit itself. `organ` is the body in charge of it (主管机关), which a vertically managed body
    has outside the tree; `grams` holds the pairs of characters that search finds it by.
    """

    class Kind(models.TextChoices):
        PARTY_ORGAN = "PARTY_ORGAN", _("Party organ")
        DISCIPLINE = "DISCIPLINE", _("Discipline and supervision organ")
        GOVERNMENT = "GOVERNMENT", _("People's government")
        GOVERNMENT_DEPARTMENT = "GOVERNMENT_DEPARTMENT", _("Government department")
        CONGRESS = "CONGRESS", _("People's congress")
        CPPCC = "CPPCC", _("Political consultative conference")
        COURT = "COURT", _("People's court")
        PROCURATORATE = "PROCURATORATE", _("People's procuratorate")
        PEOPLES_ORGANISATION = "PEOPLES_ORGANISATION", _("People's organisation")
        INSTITUTION = "INSTITUTION", _("Public institution")
        STATE_ENTERPRISE = "STATE_ENTERPRISE", _("State-owned enterprise")
        VERTICAL = "VERTICAL", _("Vertically managed body")
        TOWNSHIP = "TOWNSHIP", _("Township or street office")
        VILLAGE = "VILLAGE", _("Village or community")
        SECTION = "SECTION", _("Internal section")

    class Level(models.TextChoices):
        PROVINCE = "PROVINCE", pgettext_lazy("level of government", "Province")
        CITY = "CITY", pgettext_lazy("level of government", "City")
        COUNTY = "COUNTY", pgettext_lazy("level of government", "County")
        TOWNSHIP = "TOWNSHIP", pgettext_lazy("level of government", "Township")
        VILLAGE = "VILLAGE", pgettext_lazy("level of government", "Village")

    code = models.CharField(_("code"), max_length=40, unique=True)
    uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    kind = models.CharField(_("kind"), max_length=24, choices=Kind)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="units")
    name = models.CharField(_("name"), max_length=120)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    aliases = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    pinyin = models.CharField(max_length=400, blank=True, editable=False)
    initials = models.CharField(max_length=120, blank=True, editable=False)
    grams = ArrayField(models.CharField(max_length=2), default=list, editable=False)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    organ = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="has_in_its_charge"
    )
    cadre_manager = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="manages_cadres_of"
    )
    path = ArrayField(models.BigIntegerField(), default=list, editable=False)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_from"
    )

    class Meta:
        indexes = [
            GinIndex(fields=["path"], name="unit_by_ancestor"),
            GinIndex(fields=["tags"], name="unit_by_tag"),
            GinIndex(fields=["grams"], name="unit_by_gram"),
            models.Index(fields=["pinyin", "id"], name="unit_by_pinyin"),
            models.Index(fields=["parent", "pinyin", "id"], name="unit_by_parent"),
            models.Index(
                fields=["initials"], name="unit_by_initials", opclasses=["varchar_pattern_ops"]
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="unit_kind_is_known",
                condition=Q(
                    kind__in=[
                        "PARTY_ORGAN",
                        "DISCIPLINE",
                        "GOVERNMENT",
                        "GOVERNMENT_DEPARTMENT",
                        "CONGRESS",
                        "CPPCC",
                        "COURT",
                        "PROCURATORATE",
                        "PEOPLES_ORGANISATION",
                        "INSTITUTION",
                        "STATE_ENTERPRISE",
                        "VERTICAL",
                        "TOWNSHIP",
                        "VILLAGE",
                        "SECTION",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="unit_closes_after_it_opened",
                condition=Q(closed_on__isnull=True)
                | Q(opened_on__isnull=True)
                | Q(closed_on__gt=models.F("opened_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitSpan(models.Model):
    """What a unit was called, and where it stood, in an interval [from, until)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="spans")
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=60, blank=True)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    organ = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    cadre_manager = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    valid = DateRangeField()

    class Meta:
        indexes = [models.Index(fields=["parent"], name="unit_span_by_parent")]
        constraints = [
            ExclusionConstraint(
                name="unit_has_one_span_on_a_day",
                expressions=[("unit", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.valid}"


class UnitAct(models.Model):
    """What was done to a unit on a day: what its history page tells, the document included.

    A merger or a split has one row for each pair: `unit` gave way, `other` carries on.
    """

    class Kind(models.TextChoices):
        OPENED = "OPENED", pgettext_lazy("what became of a unit", "Set up")
        RENAMED = "RENAMED", pgettext_lazy("what became of a unit", "Renamed")
        MOVED = "MOVED", pgettext_lazy("what became of a unit", "Put under another body")
        MERGED = "MERGED", pgettext_lazy("what became of a unit", "Merged into another unit")
        SPLIT = "SPLIT", pgettext_lazy("what became of a unit", "Split")
        CLOSED = "CLOSED", pgettext_lazy("what became of a unit", "Closed")
        CORRECTED = "CORRECTED", pgettext_lazy("what became of a unit", "History corrected")

    kind = models.CharField(max_length=10, choices=Kind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="acts")
    other = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="acts_received"
    )
    on = models.DateField(_("on"))
    basis = models.CharField(_("basis"), max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "on"], name="unit_act_by_unit")]
        constraints = [
            models.CheckConstraint(
                name="unit_act_names_the_other_exactly_when_there_is_one",
                condition=Q(kind__in=["MERGED", "SPLIT"], other__isnull=False)
                | Q(
                    kind__in=["OPENED", "RENAMED", "MOVED", "CLOSED", "CORRECTED"],
                    other__isnull=True,
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit_id} {self.on}"


class PartyBranch(models.Model):
    """A Party branch of a unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="party_branches")
    name = models.CharField(_("name"), max_length=120)
    valid = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="party_branch_is_named_once_on_a_day",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("name", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return self.name
