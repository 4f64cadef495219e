"""How far long work is, visible to others while its transaction still runs."""

import time

from django.db import DatabaseError, connection

from zhiyong.directory.models import ExportRun, ImportRun

EVERY_SECONDS = 1.0


class Progress:
    """Tells how many rows are done, at most once a second, on a connection of its own.

    Work that is done within a second never opens that connection.
    """

    def __init__(self, run: ImportRun | ExportRun) -> None:
        self.run = run
        self.told = time.monotonic()

    def begin(self, total: int) -> None:
        """Say how many rows there are."""
        self.run.total, self.run.done = total, 0

    def __call__(self, done: int) -> None:
        """Say how many rows are done."""
        self.run.done = min(done, self.run.total)
        if time.monotonic() - self.told < EVERY_SECONDS:
            return
        self.told = time.monotonic()
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                table = self.run._meta.db_table
                cursor.execute(
                    f"UPDATE {table} SET done = %s, total = %s WHERE id IN"
                    f" (SELECT id FROM {table} WHERE id = %s FOR UPDATE SKIP LOCKED)",
                    [self.run.done, self.run.total, self.run.pk],
                )
        except DatabaseError:
            pass  # the figure is a convenience; the work goes on
        finally:
            other.close()
