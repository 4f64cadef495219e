"""Who looks into a case, and who must not."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.cases.models.cases import Case
from zhiyong.directory.models import Account, Person


class TeamMember(models.Model):
    """Somebody in the team of a case, from a day until before another."""

    class Part(models.TextChoices):
        LEAD = "LEAD", pgettext_lazy("team", "Leads the team")
        MEMBER = "MEMBER", pgettext_lazy("team", "Member of the team")

    case = models.ForeignKey(Case, models.PROTECT, related_name="team")
    person = models.ForeignKey(Person, models.PROTECT, related_name="case_teams")
    part = models.CharField(max_length=6, choices=Part)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    named_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces"
    )
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["person"], name="team_of_person", condition=Q(until_on__isnull=True)
            )
        ]
        constraints = [
            models.UniqueConstraint(
                name="team_member_once",
                fields=["case", "person"],
                condition=Q(until_on__isnull=True),
            ),
            models.UniqueConstraint(
                name="team_has_one_lead",
                fields=["case"],
                condition=Q(until_on__isnull=True, part="LEAD"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.case_id}"


class Declaration(models.Model):
    """What somebody declared when they were named: no interest in the case, or which."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="declarations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    has_none = models.BooleanField()
    on = models.DateField()
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.person} {self.on}"


class Kin(models.Model):
    """That two people are close: neither looks into, or votes on, what concerns the other."""

    class Relation(models.TextChoices):
        SPOUSE = "SPOUSE", pgettext_lazy("kin", "Spouse")
        PARENT = "PARENT", pgettext_lazy("kin", "Parent or child")
        SIBLING = "SIBLING", pgettext_lazy("kin", "Sibling")
        IN_LAW = "IN_LAW", pgettext_lazy("kin", "Near relative by marriage")
        INTEREST = "INTEREST", pgettext_lazy("kin", "Another close tie")

    person = models.ForeignKey(Person, models.PROTECT, related_name="kin")
    other = models.ForeignKey(Person, models.PROTECT, related_name="kin_of")
    relation = models.CharField(max_length=8, choices=Relation)
    recorded_on = models.DateField()
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="kin_once", fields=["person", "other"]),
            models.CheckConstraint(name="kin_is_somebody_else", condition=~Q(person=F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.relation} {self.other_id}"


class RecusalRequest(models.Model):
    """That somebody should not take part: asked by them, a respondent or others, and decided."""

    class State(models.TextChoices):
        ASKED = "ASKED", _("Asked for")
        GRANTED = "GRANTED", _("Granted")
        REFUSED = "REFUSED", pgettext_lazy("recusal", "Refused")

    class Asker(models.TextChoices):
        OWN = "OWN", _("The person themself")
        RESPONDENT = "RESPONDENT", _("The person concerned")
        COMPLAINANT = "COMPLAINANT", _("The complainant")
        ORDERED = "ORDERED", _("Ordered by the body")

    case = models.ForeignKey(Case, models.PROTECT, related_name="recusal_requests")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asker = models.CharField(max_length=11, choices=Asker)
    reason = models.TextField(max_length=1000)
    salt = models.BinaryField()
    asked_on = models.DateField()
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    state = models.CharField(max_length=7, choices=State, default=State.ASKED)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    decision_reason = models.TextField(max_length=1000, blank=True)
    decision_salt = models.BinaryField(default=bytes)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="recusal_of_a_person_is_open_once",
                fields=["case", "person"],
                condition=Q(state="ASKED"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.person} {self.state}"
