import tomllib
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).parents[2]


def _floors() -> dict[str, int]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "stairs")
    return {room.strip(): floor for floor, layer in enumerate(reversed(layers)) for room in layer.split("|")}


def test_tables_point_down_the_stairs_only():
    """Import contracts do not see a ForeignKey("room.Model") by name."""
    floors = _floors()
    wrong = []
    for model in apps.get_models():
        if not model.__module__.startswith("lately."):
            continue
        here = model._meta.app_label
        for field in model._meta.get_fields():
            if field.auto_created or not field.related_model:
                continue
            there = field.related_model._meta.app_label
            if there != here and floors[there] >= floors[here]:
                wrong.append(f"{model.__name__}.{field.name} in {here} points up to {there}")
    assert not wrong
