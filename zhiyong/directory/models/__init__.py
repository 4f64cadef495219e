"""The directory's tables, by subject."""

from zhiyong.directory.models.accounts import Account
from zhiyong.directory.models.people import Person, Portfolio, Post, Tenure
from zhiyong.directory.models.roles import RoleBinding
from zhiyong.directory.models.units import Region, Unit, UnitSpan

__all__ = [
    "Account",
    "Person",
    "Portfolio",
    "Post",
    "Region",
    "RoleBinding",
    "Tenure",
    "Unit",
    "UnitSpan",
]
