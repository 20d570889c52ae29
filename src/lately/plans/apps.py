"""The room's place in Django."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Registers the room."""

    name = "lately.plans"
    default_auto_field = "django.db.models.BigAutoField"
