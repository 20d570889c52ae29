"""The room's place in Django."""

from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    """Registers the room."""

    name = "lately.segments"
    default_auto_field = "django.db.models.BigAutoField"
