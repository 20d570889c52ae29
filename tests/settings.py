"""The settings of the tests: those of the product, in a home of their own that is thrown away."""

import atexit
import os
import shutil
import tempfile

_HOME = tempfile.mkdtemp(prefix="lately-test-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ["LATELY_HOME"] = _HOME
# Playwright drives the browser from an event loop in the test's own thread; Django would refuse that thread.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

from lately.config.settings import *  # noqa: E402, F403 - the home must be known first
from lately.config.settings import DATABASES, HOME  # noqa: E402 - the same

# A real file, as in the product: an in-memory database has no WAL and no second connection.
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["TEST"] = {"NAME": HOME / "test.sqlite3"}

WORK_APART = False  # another process would not see what a test's transaction holds
