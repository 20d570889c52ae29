"""The room's place in Django."""

from django.apps import AppConfig


class MeasurementConfig(AppConfig):
    """Registers the room."""

    name = "lately.measurement"
    default_auto_field = "django.db.models.BigAutoField"
