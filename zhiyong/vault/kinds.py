"""The Kinds of the vault: custodies, keys, envelopes, enquiries."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Standing
from zhiyong.vault import selectors
from zhiyong.vault.models import Custody, Enquiry, Envelope, Key

See = Callable[[Standing], QuerySet[Any]]


def register() -> None:
    """Make the vault's Kinds known."""
    kinds.register(
        kinds.Kind(
            name="custody",
            model=Custody,
            label=_("Custody of identities"),
            url=lambda pk: reverse("vault:custody", args=[pk]),
            visible_to=selectors.custodies_visible_to,
            titles=_titles(selectors.custodies_visible_to),
            sentences={
                "vault.custody_established": _(
                    "{actor} set up the custody with {custodians} custodians and a recovery key."
                ),
                "vault.custodian_admitted": _("{actor} admitted {person} as custodian."),
                "vault.custodian_removed": _("{actor} removed {person} as custodian."),
                "vault.recovery_key_replaced": _("{actor} replaced the printed recovery key."),
                "vault.recovered": _("{actor} used the printed recovery key."),
            },
        )
    )
    kinds.register(
        kinds.Kind(
            name="vault_key",
            model=Key,
            label=_("Vault key"),
            url=None,
            visible_to=selectors.keys_visible_to,
            titles=selectors.titles_of_keys,
            sentences={
                "vault.key_made": _("{actor} made a vault key."),
                "vault.key_retired": _("{actor} started over with a new vault key."),
                "vault.passphrase_changed": _("{actor} changed the vault passphrase."),
                "vault.wrong_passphrase": _("{actor} entered a wrong vault passphrase."),
            },
        )
    )
    kinds.register(
        kinds.Kind(
            name="envelope",
            model=Envelope,
            label=_("Sealed envelope"),
            url=lambda pk: reverse("vault:envelope", args=[pk]),
            visible_to=_envelopes,
            titles=_titles_of_envelopes,
            sentences={
                "vault.sealed": _("{actor} sealed what identifies the complainant."),
                "vault.moved": _("{actor} gave the sealed envelopes to the custodians above."),
                "vault.erased": _("{actor} emptied a sealed envelope that may not be kept here."),
                "vault.opened": _("{actor} opened a sealed envelope."),
                "vault.granted": _("{actor} gave a sealed envelope to {to} until {until}."),
            },
        )
    )
    kinds.register(
        kinds.Kind(
            name="enquiry",
            model=Enquiry,
            label=_("Enquiry by number"),
            url=lambda pk: reverse("vault:enquiry", args=[pk]),
            visible_to=selectors.enquiries_visible_to,
            titles=_titles(selectors.enquiries_visible_to),
            sentences={"vault.enquired": _("{actor} asked which complaints belong to a number.")},
        )
    )


def _envelopes(standing: Standing) -> QuerySet[Envelope]:
    return selectors.envelopes_visible_to(standing, clock.today())


def _titles_of_envelopes(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    """Return what is sealed and about what, if the person may see that."""
    found = list(_envelopes(standing).filter(pk__in=list(ids)))
    about = kinds.titles({row.subject for row in found}, standing)
    return {
        row.pk: " · ".join(filter(None, [row.get_kind_display(), about.get(row.subject)]))
        for row in found
    }


def _titles(see: See) -> Callable[[Iterable[int], Standing], Mapping[int, str]]:
    def titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
        return {row.pk: str(row) for row in see(standing).filter(pk__in=list(ids))}

    return titles
