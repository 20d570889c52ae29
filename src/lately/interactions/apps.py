"""The room's place in Django."""

from django.apps import AppConfig


class InteractionsConfig(AppConfig):
    """Registers the room."""

    name = "lately.interactions"
    default_auto_field = "django.db.models.BigAutoField"
