import contextlib
import io

from django.core.management import call_command


def test_the_tables_are_what_the_models_say(db):
    """Mend it with the command in docs/commands.md."""
    told = io.StringIO()
    with contextlib.suppress(SystemExit):
        call_command("makemigrations", check_changes=True, dry_run=True, stdout=told)
    assert told.getvalue().strip() == "No changes detected"
