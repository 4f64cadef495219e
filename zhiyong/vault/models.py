"""Keys, who holds a share of which, sealed envelopes, and the openings."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhiyong.directory.models import Account, Person, Unit


class Custody(models.Model):
    """The custodians of one office's identities: for its unit and the units below.

    The default custody serves every unit that has none of its own, and holds a second wrap of
    whatever another custody seals: so a complaint that goes up can be opened above.
    """

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="custody")
    is_default = models.BooleanField(
        _("serves units without a custody of their own"), default=False
    )
    established_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="vault_one_default_custody",
                fields=["is_default"],
                condition=Q(is_default=True),
            )
        ]

    def __str__(self) -> str:
        return str(self.unit)


class Key(models.Model):
    """A public key. A person's private key is here too, sealed under the vault passphrase.

    CUSTODY keys open envelopes; their private halves exist only as shares. A custody gets a
    new generation when a custodian leaves; the old ones still open what was sealed before.
    """

    class Kind(models.TextChoices):
        PERSON = "PERSON", _("Person")
        CUSTODY = "CUSTODY", _("Custody")
        RECOVERY = "RECOVERY", _("Printed recovery key")
        NOTIFIER = "NOTIFIER", _("Notifier")

    kind = models.CharField(max_length=10, choices=Kind)
    suite = models.CharField(max_length=40)
    public = models.BinaryField()
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="vault_keys"
    )
    custody = models.ForeignKey(Custody, models.PROTECT, null=True, blank=True, related_name="keys")
    sealed_private = models.BinaryField(null=True, blank=True)
    derivation = models.JSONField(default=dict, blank=True)
    wrong_passphrases = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    made_on = models.DateField()
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="vault_key_kind_is_known",
                condition=Q(kind__in=["PERSON", "CUSTODY", "RECOVERY", "NOTIFIER"]),
            ),
            models.CheckConstraint(
                name="vault_key_of_a_person_has_its_sealed_half",
                condition=Q(kind="PERSON", person__isnull=False, sealed_private__isnull=False)
                | (~Q(kind="PERSON") & Q(person__isnull=True, sealed_private__isnull=True)),
            ),
            models.CheckConstraint(
                name="vault_key_of_a_custody_names_it",
                condition=Q(kind__in=["CUSTODY", "RECOVERY"], custody__isnull=False)
                | (~Q(kind__in=["CUSTODY", "RECOVERY"]) & Q(custody__isnull=True)),
            ),
            models.UniqueConstraint(
                name="vault_one_live_key_of_a_person",
                fields=["person"],
                condition=Q(kind="PERSON", retired_on__isnull=True),
            ),
            models.UniqueConstraint(
                name="vault_one_live_key_of_a_kind_of_a_custody",
                fields=["custody", "kind"],
                condition=Q(custody__isnull=False, retired_on__isnull=True),
            ),
            models.UniqueConstraint(
                name="vault_one_live_notifier_key",
                fields=["kind"],
                condition=Q(kind="NOTIFIER", retired_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class Share(models.Model):
    """The private half of a custody key, wrapped to a custodian or to the recovery key."""

    custody_key = models.ForeignKey(Key, models.PROTECT, related_name="shares")
    holder = models.ForeignKey(Key, models.PROTECT, related_name="held_shares")
    wrapped = models.BinaryField()
    given_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="vault_one_share_of_a_holder", fields=["custody_key", "holder"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.custody_key_id} → {self.holder_id}"


class Envelope(models.Model):
    """Sealed content about a subject: readable by those to whom its key is wrapped."""

    class Kind(models.TextChoices):
        NAME = "NAME", _("Name and papers")
        CONTACT = "CONTACT", _("Contact")
        TEAM = "TEAM", _("For the handling team")
        ORIGINAL = "ORIGINAL", _("Original of a file")

    subject = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind)
    audience = models.BigIntegerField()
    suite = models.CharField(max_length=40)
    sealed = models.BinaryField()
    salt = models.BinaryField()
    sealed_on = models.DateField()
    superseded_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject"], name="vault_envelope_by_subject")]
        constraints = [
            models.CheckConstraint(
                name="vault_envelope_kind_is_known",
                condition=Q(kind__in=["NAME", "CONTACT", "TEAM", "ORIGINAL"]),
            ),
            models.UniqueConstraint(
                name="vault_one_live_envelope_of_a_kind",
                fields=["subject", "kind"],
                condition=Q(superseded_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject}"


class Wrap(models.Model):
    """The key of an envelope, wrapped to one recipient; for a person only until a day."""

    envelope = models.ForeignKey(Envelope, models.PROTECT, related_name="wraps")
    key = models.ForeignKey(Key, models.PROTECT, related_name="wraps")
    wrapped = models.BinaryField()
    until = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="vault_one_wrap_of_a_recipient", fields=["envelope", "key"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.envelope_id} → {self.key_id}"


class Opening(models.Model):
    """Somebody read an envelope, or gave it to somebody, for a reason. Written once."""

    class How(models.TextChoices):
        CUSTODIAN = "CUSTODIAN", _("as custodian")
        TEAM = "TEAM", _("as member of the handling team")
        GRANT = "GRANT", _("to give it to a member of the handling team")

    envelope = models.ForeignKey(Envelope, models.PROTECT, related_name="openings")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    how = models.CharField(max_length=10, choices=How)
    given_to = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=500)
    salt = models.BinaryField()
    audience = models.BigIntegerField()
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["-on", "-id"], name="vault_opening_by_day"),
            models.Index(fields=["by", "at"], name="vault_opening_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.envelope} {self.on}"


class Lookup(models.Model):
    """A telephone or identity number of a subject as a keyed digest, never readable.

    It waits sealed to the notifier, which alone has the digest's key, and is then wiped.
    """

    class Kind(models.TextChoices):
        TELEPHONE = "TELEPHONE", _("Telephone number")
        IDENTITY = "IDENTITY", _("Identity number")

    subject = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind)
    waiting = models.BinaryField(null=True, blank=True)
    digest = models.BinaryField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject"], name="vault_lookup_by_subject"),
            models.Index(
                fields=["digest"], name="vault_lookup_by_digest", condition=Q(digest__isnull=False)
            ),
            models.Index(
                fields=["id"], name="vault_lookup_waiting", condition=Q(digest__isnull=True)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="vault_lookup_is_waiting_or_digested",
                condition=Q(waiting__isnull=False, digest__isnull=True)
                | Q(waiting__isnull=True, digest__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Enquiry(models.Model):
    """A question at the counter, which complaints belong to a number; the notifier answers."""

    kind = models.CharField(max_length=10, choices=Lookup.Kind)
    waiting = models.BinaryField(null=True, blank=True)
    digest = models.BinaryField(null=True, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    salt = models.BinaryField()
    on = models.DateField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pk} {self.on}"
