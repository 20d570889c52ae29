"""The room's place in Django."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """Registers the room."""

    name = "lately.policies"
    default_auto_field = "django.db.models.BigAutoField"
