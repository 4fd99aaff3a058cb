"""Whether a database can hold whatever people write: one of PostgreSQL may be made for less."""

from sqlalchemy import Connection

_RIGHT = "UTF8"


def wrong_encoding(connection: Connection) -> tuple[str, str] | None:
    """What is wrong with the encoding of the database, and what to do; None if nothing is.

    In SQL_ASCII the server does not know where a character ends; the others lack characters.
    """
    if connection.dialect.name != "postgresql":
        return None
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding == _RIGHT:
        return None
    return (
        f"its encoding is {encoding}, which does not hold all that people write",
        f"make it anew, with ENCODING '{_RIGHT}'",
    )
