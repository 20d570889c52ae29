"""The room's place in Django."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Registers the room."""

    name = "lately.imports"
    default_auto_field = "django.db.models.BigAutoField"
