"""People, the posts of units, and who held which post when."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Replace
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.directory.models.ranks import Rank, StaffType
from zhiyong.directory.models.units import Unit


class Person(models.Model):
    """Somebody who works, or worked, for a unit."""

    number = models.CharField(_("personnel number"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    pinyin = models.CharField(max_length=400, blank=True, editable=False)
    initials = models.CharField(max_length=60, blank=True, editable=False)
    grams = ArrayField(models.CharField(max_length=2), default=list, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["pinyin", "id"], name="person_by_pinyin"),
            models.Index(
                OpClass(Replace("pinyin", Value(" "), Value("")), name="text_pattern_ops"),
                name="person_by_spelling",
            ),
            models.Index(
                fields=["number"], name="person_by_number", opclasses=["varchar_pattern_ops"]
            ),
            models.Index(
                fields=["initials"], name="person_by_initials", opclasses=["varchar_pattern_ops"]
            ),
            GinIndex(fields=["grams"], name="person_by_gram"),
        ]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A place in a unit that somebody holds, or that is vacant. Duties follow the post.

    Unit, title, kind, rank, staff type and who manages it have a history in `PostSpan`; the
    columns here repeat the span of today.
    """

    class Kind(models.TextChoices):
        MAIN_LEADER = "MAIN_LEADER", pgettext_lazy("kind of post", "Main leader")
        LEADER = "LEADER", pgettext_lazy("kind of post", "Member of the leading team")
        SECTION_HEAD = "SECTION_HEAD", pgettext_lazy("kind of post", "Section head")
        STAFF = "STAFF", pgettext_lazy("kind of post", "Staff")
        WORKER = "WORKER", pgettext_lazy("kind of post", "Worker")

    code = models.CharField(_("post code"), max_length=60, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    title = models.CharField(_("title"), max_length=80)
    rank = models.ForeignKey(Rank, models.PROTECT, null=True, blank=True, related_name="+")
    staff_type = models.CharField(_("staff type"), max_length=20, choices=StaffType, blank=True)
    is_city_managed = models.BooleanField(_("managed by the level above"), default=False)
    in_charge_of = models.ManyToManyField(
        Unit, through="Portfolio", related_name="leaders_in_charge"
    )
    abolished_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "kind", "id"], name="post_by_unit_and_kind")]
        constraints = [
            models.CheckConstraint(
                name="post_kind_is_known",
                condition=Q(kind__in=["MAIN_LEADER", "LEADER", "SECTION_HEAD", "STAFF", "WORKER"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.title}"


class PostSpan(models.Model):
    """What a post was, and to which unit it belonged, in an interval [from, until)."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="spans")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Post.Kind)
    title = models.CharField(max_length=80)
    rank = models.ForeignKey(Rank, models.PROTECT, null=True, blank=True, related_name="+")
    staff_type = models.CharField(max_length=20, choices=StaffType, blank=True)
    is_city_managed = models.BooleanField(default=False)
    valid = DateRangeField()

    class Meta:
        indexes = [models.Index(fields=["unit", "kind"], name="post_span_by_unit_and_kind")]
        constraints = [
            ExclusionConstraint(
                name="post_has_one_span_on_a_day",
                expressions=[("post", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.valid}"


class Portfolio(models.Model):
    """What a leader's post is in charge of: a unit (or section), or a field in words."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="portfolios")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    field = models.CharField(max_length=80, blank=True)
    valid = DateRangeField()

    class Meta:
        indexes = [models.Index(fields=["unit"], name="portfolio_by_unit")]
        constraints = [
            models.CheckConstraint(
                name="portfolio_names_a_unit_or_a_field",
                condition=Q(unit__isnull=False) | ~Q(field=""),
            )
        ]

    def __str__(self) -> str:
        return self.field or str(self.unit)


class Tenure(models.Model):
    """Who held a post in an interval [from, until)."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="tenures")
    person = models.ForeignKey(Person, models.PROTECT, related_name="tenures")
    valid = DateRangeField()
    is_principal = models.BooleanField(_("principal post"), default=True)
    is_acting = models.BooleanField(_("acting"), default=False)
    is_elected = models.BooleanField(_("elected"), default=False)
    appointed_by = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    basis = models.CharField(_("basis"), max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person"], name="tenure_by_person")]
        constraints = [
            ExclusionConstraint(
                name="tenure_one_holder_of_a_post_on_a_day",
                expressions=[("post", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                condition=Q(is_acting=False),
            ),
            ExclusionConstraint(
                name="tenure_one_principal_post_of_a_person_on_a_day",
                expressions=[("person", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                condition=Q(is_principal=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.post} {self.valid}"
