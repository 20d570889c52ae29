"""The door's place in Django: its templates and static files."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Registers the door."""

    name = "lately.web"
