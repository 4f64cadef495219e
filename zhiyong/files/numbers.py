"""Numbers of documents and registers: per series, unit and year, without gaps or doubles."""

import re

from django.db import connection, transaction

from zhiyong.directory.models import Unit

_NEXT = """
    INSERT INTO files_numberseries (series, unit_id, year, last) VALUES (%s, %s, %s, 1)
    ON CONFLICT (series, unit_id, year)
    DO UPDATE SET last = files_numberseries.last + 1
    RETURNING last
"""


def next_number(*, series: str, unit: Unit, year: int) -> int:
    """Return the next number of a series; the row stays locked until the act commits.

    So whoever comes second waits, and a number whose act is rolled back is given again.

    :raises TransactionManagementError: outside a transaction.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a number belongs to its act's transaction")
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [series, unit.pk, year])
        return int(cursor.fetchone()[0])


def format_number(pattern: str, year: int, n: int) -> str:
    """Return a number as documents show it: "效投〔{year}〕{n}号" → "效投〔2026〕123号".

    A width may be given, "{n:04}".

    :raises ValueError: if the pattern has other fields, or no number.
    """
    fields = re.findall(r"\{([^{}]*)\}", pattern)
    if not any(re.fullmatch(r"n(:0\d)?", field) for field in fields) or any(
        not re.fullmatch(r"year|n(:0\d)?", field) for field in fields
    ):
        raise ValueError(f"{pattern!r}: the fields are {{year}} and {{n}}")
    return pattern.format(year=year, n=n)
