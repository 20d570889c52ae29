"""Where do the organisation's own rules lie? In LATELY_HOME/rules, a YAML file each."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def rules_folder() -> Path:
    """The folder; it need not exist."""
    return Path(settings.HOME) / "rules"
