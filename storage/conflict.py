"""How does storage say that somebody else was first, or that the database is not there?"""


class StaleRow(Exception):
    """The row changed since it was read: the whole use case runs again on fresh values."""
