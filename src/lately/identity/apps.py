"""The room's place in Django."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Registers the room."""

    name = "lately.identity"
    default_auto_field = "django.db.models.BigAutoField"
