"""What an office may set up to reach outside: e-mail, a mailbox, short messages, a virus scanner.

Every one is optional; without them texts wait, no mail is fetched, files are taken unscanned.
"""

import shlex

from zhiyong.config.env import optional

EMAIL_HOST = optional("EMAIL_HOST", "localhost")
EMAIL_PORT = int(optional("EMAIL_PORT", "25"))
EMAIL_HOST_USER = optional("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = optional("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = optional("EMAIL_USE_TLS") == "yes"
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = optional("DEFAULT_FROM_EMAIL", "zhiyong@localhost")

NOTICES_GATEWAY = optional("NOTICES_GATEWAY", "zhiyong.notices.gateways.Waiting")
NOTICES_PROGRAM = shlex.split(optional("NOTICES_PROGRAM"))
FILES_SCANNER = optional("FILES_SCANNER")

MAILBOX: dict[str, str | int | bool] = {
    "host": optional("MAILBOX_HOST"),
    "port": int(optional("MAILBOX_PORT", "993")),
    "security": optional("MAILBOX_SECURITY", "ssl"),
    "user": optional("MAILBOX_USER"),
    "password": optional("MAILBOX_PASSWORD"),
    "folder": optional("MAILBOX_FOLDER", "INBOX"),
    "done": optional("MAILBOX_DONE_FOLDER", "Zhiyong/taken"),
    "apart": optional("MAILBOX_APART_FOLDER", "Zhiyong/apart"),
    "unit": optional("MAILBOX_UNIT"),
    "acknowledge": optional("MAILBOX_ACKNOWLEDGE") == "yes",
}
