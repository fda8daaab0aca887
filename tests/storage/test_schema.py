"""Do we know our own schema without asking Alembic?"""

from alembic.script import ScriptDirectory

from storage.schema import MIGRATIONS, differences, is_newer, is_outdated, revisions
from storage.store import Store


def test_the_files_name_the_versions_that_alembic_knows() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    assert revisions() == [script.revision for script in scripts][::-1]


def test_a_new_database_is_as_the_code_describes_it(store: Store) -> None:
    assert not is_outdated(store)
    assert not is_newer(store)
    assert differences(store) == []
