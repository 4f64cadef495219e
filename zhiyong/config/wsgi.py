"""The web server's entry."""

import os

from django.core.wsgi import get_wsgi_application

from zhiyong.config.processes import leave_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyong.config.settings.local")
leave_with_parent()
application = get_wsgi_application()
