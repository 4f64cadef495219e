"""What was made known: publications at each state. For the rooms above too."""

from typing import Any

from zhiyong.directory.models import Account
from zhiyong.plans.tests.factories import DAY, City
from zhiyong.publicity import services
from zhiyong.publicity.models import Publication
from zhiyong.shell.access import Role

TEXT = "窗口服务已恢复正常，办理时限缩短至一个工作日。"


def publisher(city: City) -> Account:
    """Return the account that makes things known for the office of the plan."""
    return city.who(Role.OFFICE, "office")


def told(city: City, **changes: Any) -> dict[str, Any]:
    """Return what a plain publication is made of: news of the office, for everybody."""
    usual: dict[str, Any] = {
        "subject": city.bureau,
        "adoption": city.adoption,
        "rule": "progress",
        "audience": Publication.Audience.PUBLIC,
        "title": "交通窗口服务整改情况",
        "text": TEXT,
        "unit": city.bodies["office"],
        "by": publisher(city),
        "on": DAY,
    }
    return usual | changes


def a_draft(city: City, **changes: Any) -> Publication:
    """Return a draft."""
    return services.draft(**told(city, **changes))


def published(city: City, **changes: Any) -> Publication:
    """Return something that went out, without a chain of approval."""
    return services.publish(**told(city, **({"from_on": None, "until_on": None} | changes)))
