"""What an office may set up to reach outside: e-mail, short messages, a virus scanner.

Every one is optional; without them texts wait, and files are taken unscanned.
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
