"""Accounts: what a person signs in with."""

from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from zhiyong.directory.models.people import Person

if TYPE_CHECKING:
    from datetime import datetime


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by user name."""


class Account(AbstractBaseUser):
    """What somebody signs in with. What they may do comes from role bindings, never from here."""

    username = models.CharField(_("user name"), max_length=60, unique=True)
    person = models.OneToOneField(
        Person, models.PROTECT, null=True, blank=True, related_name="account"
    )
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    language = models.CharField(max_length=10, blank=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[AccountManager] = AccountManager()

    def __str__(self) -> str:
        return self.person.name if self.person else self.username


class Attempts(models.Model):
    """How often a sign-in under a name failed in a row. Names that do not exist count as well.

    `name` is a keyed digest: what people type by mistake (a password) is never kept.
    """

    name = models.BinaryField(max_length=32, primary_key=True)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(
        null=True
    )

    def __str__(self) -> str:
        return str(self.failures)


class SignIn(models.Model):
    """One session of an account, from signing in to its end."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=120, blank=True)
    began_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    seen_at: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(
        null=True
    )

    class Meta:
        indexes = [models.Index(fields=["account", "-began_at"], name="sign_in_by_account")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.began_at}"
