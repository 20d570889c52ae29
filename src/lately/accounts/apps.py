"""The room's place in Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the room."""

    name = "lately.accounts"
    default_auto_field = "django.db.models.BigAutoField"
