"""The room's place in Django."""

from django.apps import AppConfig


class ContentConfig(AppConfig):
    """Registers the room."""

    name = "lately.content"
    default_auto_field = "django.db.models.BigAutoField"
