"""The room's place in Django."""

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    """Registers the room."""

    name = "lately.profiles"
    default_auto_field = "django.db.models.BigAutoField"
