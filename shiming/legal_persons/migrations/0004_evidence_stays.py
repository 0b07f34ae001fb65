"""
Keeps evidence about legal persons, and what ended it, as it was written.

Deleting stays possible, for retention ends some day (B13); foreign keys guard it until then.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLES = (
    "legal_persons_legalpersonevidence",
    "legal_persons_legalpersonevidencerevocation",
)
POSTGRESQL_FUNCTION = """
    CREATE FUNCTION legal_persons_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""


def refuse_changes(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    if not is_sqlite:
        schema_editor.execute(POSTGRESQL_FUNCTION, params=None)
    for table in TABLES:
        action = (
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            if is_sqlite
            else "FOR EACH ROW EXECUTE FUNCTION legal_persons_refuse_change()"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table} {action}", params=None
        )


def allow_changes(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    # SQLite's triggers go with their tables.
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION legal_persons_refuse_change() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("legal_persons", "0003_enterprise_sign_in")]

    operations = [migrations.RunPython(refuse_changes, allow_changes)]
