"""Who publishes plans and puts them in force."""

from zhiyong.shell.access import Role

KEEPERS = (Role.OFFICE, Role.SYSTEM_ADMIN)
