from django.core.management import call_command


def test_the_tables_are_what_the_models_say(db):
    """Mend it with the command in docs/map.md."""
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)
