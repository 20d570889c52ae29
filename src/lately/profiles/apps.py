"""The room's place in Django."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ProfilesConfig(AppConfig):
    """Registers the room."""

    name = "lately.profiles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """See to it that what the search needs stands beside the tables whenever these change."""
        post_migrate.connect(_make_search_tables, sender=self)


def _make_search_tables(using: str, **_told: Any) -> None:
    from lately.profiles.search_tables import make  # noqa: PLC0415 - models are not there yet when this file is read

    make(using)
