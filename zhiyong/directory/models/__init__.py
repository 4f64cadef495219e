"""The directory's tables, by subject."""

from zhiyong.directory.models.accounts import Account, Attempts, SignIn
from zhiyong.directory.models.bodies import Body, Seat, SeatRole, SeatsNeeded
from zhiyong.directory.models.charters import Charter, CharterItem
from zhiyong.directory.models.cover import Leave, StandIn
from zhiyong.directory.models.facts import PartyMembership, RankHeld, StaffTypeHeld
from zhiyong.directory.models.handovers import HandOver, HandOverItem
from zhiyong.directory.models.people import Person, Portfolio, Post, PostSpan, Tenure
from zhiyong.directory.models.ranks import Rank, StaffType
from zhiyong.directory.models.reception import Channel, Emptying, ReceptionPoint, RequiredChannel
from zhiyong.directory.models.roles import RoleBinding
from zhiyong.directory.models.units import PartyBranch, Region, Unit, UnitAct, UnitSpan
from zhiyong.directory.models.workbooks import CellError, ExportRun, ImportRun, PlannedChange

__all__ = [
    "Account",
    "Attempts",
    "Body",
    "CellError",
    "Channel",
    "Charter",
    "CharterItem",
    "Emptying",
    "ExportRun",
    "HandOver",
    "HandOverItem",
    "ImportRun",
    "Leave",
    "PartyBranch",
    "PartyMembership",
    "Person",
    "PlannedChange",
    "Portfolio",
    "Post",
    "PostSpan",
    "Rank",
    "RankHeld",
    "ReceptionPoint",
    "Region",
    "RequiredChannel",
    "RoleBinding",
    "Seat",
    "SeatRole",
    "SeatsNeeded",
    "SignIn",
    "StaffType",
    "StaffTypeHeld",
    "StandIn",
    "Tenure",
    "Unit",
    "UnitAct",
    "UnitSpan",
]
