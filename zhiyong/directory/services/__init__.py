"""Every act on the directory, by subject.

`on` is the day from which an act holds; it may lie in the past or the future. `today` is the day
whose state the columns of units and posts repeat; without it, that is `on`.
"""

from zhiyong.directory.services.bodies import (
    end_body,
    end_seat,
    give_seat,
    require_seats,
    set_up_body,
)
from zhiyong.directory.services.cover import (
    confirm_leave,
    confirm_stand_in,
    end_leave,
    end_stand_in,
    go_on_leave,
    name_stand_in,
)
from zhiyong.directory.services.current import bring_up_to
from zhiyong.directory.services.facts import record_party, record_rank, record_staff_type
from zhiyong.directory.services.handovers import draw_up, sign, withdraw_hand_over
from zhiyong.directory.services.people import (
    add_person,
    appoint,
    correct_tenure,
    end_tenure,
    rename_person,
)
from zhiyong.directory.services.posts import (
    abolish_post,
    adopt_charter,
    change_post,
    open_post,
    put_in_charge,
    relieve_of_charge,
)
from zhiyong.directory.services.reception import (
    change_point,
    close_point,
    empty_box,
    open_point,
    require_channel,
    stop_requiring,
)
from zhiyong.directory.services.regions import (
    correct_region,
    end_region,
    open_region,
    replace_region,
)
from zhiyong.directory.services.units import (
    change_unit,
    close_unit,
    correct_span,
    describe_unit,
    end_party_branch,
    merge_units,
    open_party_branch,
    open_unit,
    split_unit,
)

__all__ = [
    "abolish_post",
    "add_person",
    "adopt_charter",
    "appoint",
    "bring_up_to",
    "change_point",
    "change_post",
    "change_unit",
    "close_point",
    "close_unit",
    "confirm_leave",
    "confirm_stand_in",
    "correct_region",
    "correct_span",
    "correct_tenure",
    "describe_unit",
    "draw_up",
    "empty_box",
    "end_body",
    "end_leave",
    "end_party_branch",
    "end_region",
    "end_seat",
    "end_stand_in",
    "end_tenure",
    "give_seat",
    "go_on_leave",
    "merge_units",
    "name_stand_in",
    "open_party_branch",
    "open_point",
    "open_post",
    "open_region",
    "open_unit",
    "put_in_charge",
    "record_party",
    "record_rank",
    "record_staff_type",
    "relieve_of_charge",
    "rename_person",
    "replace_region",
    "require_channel",
    "require_seats",
    "set_up_body",
    "sign",
    "split_unit",
    "stop_requiring",
    "withdraw_hand_over",
]
