"""The web server's entry."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from zhiyong.config.processes import leave_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyong.config.settings.local")
leave_with_parent()
application = get_wsgi_application()
# What was loaded by now stays for ever; a page makes a few thousand objects that go with it.
# Looking for cycles every 700 of them took a fifth of the time of a lodging.
gc.freeze()
gc.set_threshold(50_000, 20, 20)
