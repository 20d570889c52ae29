"""The door for a WSGI server: granian, one thread per worker."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lately.config.settings")
application = get_wsgi_application()

from lately.web.background import wake  # noqa: E402 - Django must be set up
from lately.web.begin import begin  # noqa: E402 - the same

begin()
wake()  # what a crash left half brought in is gone on with
