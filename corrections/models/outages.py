"""Why the database does not answer or take anything, told to whoever waits for it: full, locked, read-only or away."""

from corrections.text import Sentence

_FULL = Sentence(
    "The disk of the database is full, so nothing was saved. Whoever keeps the server must free some space."
)
_LOCKED = Sentence("Others are writing at the moment, so nothing was saved. Try again in a few seconds.")
_READ_ONLY = Sentence(
    "The database may only be read, so nothing was saved. Whoever keeps the server must let it be written."
)
BROKEN = Sentence(
    "The disk of the database does not work, so nothing was saved. Whoever keeps the server must look at it."
)
UNREACHABLE = Sentence(
    "The database cannot be reached, so nothing was saved. Whoever keeps the server must see that it runs."
)
OF_ANOTHER_VERSION = Sentence(
    "The database is not of this version, so nothing was saved. Whoever keeps the server must run migrate."
)
# By the beginnings of SQLite's names for its errors, https://www.sqlite.org/rescode.html
_OF_SQLITE = {
    "SQLITE_FULL": _FULL,
    "SQLITE_BUSY": _LOCKED,
    "SQLITE_LOCKED": _LOCKED,
    "SQLITE_READONLY": _READ_ONLY,
    "SQLITE_IOERR": BROKEN,
    "SQLITE_CANTOPEN": UNREACHABLE,
    "SQLITE_CORRUPT": BROKEN,
    "SQLITE_NOTADB": BROKEN,
}
# By the beginnings of SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html
_OF_POSTGRESQL = {
    "53100": _FULL,
    "53": UNREACHABLE,
    "55P03": _LOCKED,
    "40": _LOCKED,
    "25006": _READ_ONLY,
    "58": BROKEN,
    "XX001": BROKEN,
    "XX002": BROKEN,
    "08": UNREACHABLE,
    "57": UNREACHABLE,
    "28": UNREACHABLE,
    "3D": UNREACHABLE,
    "42P01": OF_ANOTHER_VERSION,
    "42703": OF_ANOTHER_VERSION,
}


def outage_of(error: BaseException | None) -> Sentence | None:
    """What happened and what to do, where a database's error is nobody's mistake but its own trouble; else None.

    Nothing of the transaction that met it was kept.
    """
    while error is not None:
        if name := getattr(error, "sqlite_errorname", None):
            if name == "SQLITE_ERROR" and str(error).startswith(("no such table", "no such column")):
                return OF_ANOTHER_VERSION
            return _found(_OF_SQLITE, name)
        if hasattr(error, "sqlstate"):
            # A connection that is lost, or never came about, has no state.
            is_lost = error.sqlstate is None and type(error).__name__ in {"OperationalError", "InterfaceError"}
            return UNREACHABLE if is_lost else _found(_OF_POSTGRESQL, error.sqlstate or "")
        error = error.__cause__
    return None


def _found(known: dict[str, Sentence], code: str) -> Sentence | None:
    return next((sentence for begins, sentence in known.items() if code.startswith(begins)), None)
