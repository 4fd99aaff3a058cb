"""What an operator is told about a failure of PostgreSQL, and at which level of the log."""

import logging

import psycopg
import pytest
from psycopg import errors

from bot.database.errors import Cause
from bot.database.redaction import message_for, unavailable


@pytest.mark.parametrize(
    "error",
    [
        errors.InvalidPassword(),
        errors.InvalidCatalogName(),
        errors.InsufficientPrivilege(),
        errors.UndefinedTable(),
        errors.DuplicateTable(),
        psycopg.OperationalError('FATAL:  password authentication failed for user "bot"'),
        psycopg.OperationalError('FATAL:  database "team" does not exist'),
        psycopg.OperationalError("fe_sendauth: no password supplied"),
        psycopg.OperationalError('FATAL:  no pg_hba.conf entry for host "10.0.0.1"'),
        psycopg.OperationalError(
            'root certificate file "root.crt" does not exist\nEither provide the file, or …'
        ),
    ],
)
def test_somebody_has_to_act_where_the_server_turns_the_bot_away(error: psycopg.Error) -> None:
    told = unavailable("a database", error)

    assert told.cause is Cause.REFUSED
    assert told.level == logging.ERROR


@pytest.mark.parametrize(
    "error",
    [
        errors.AdminShutdown(),
        errors.SerializationFailure(),
        errors.InternalError_(),
        psycopg.OperationalError("connection failed: Connection refused"),
        psycopg.OperationalError("FATAL:  the database system is starting up"),
    ],
)
def test_a_server_that_is_away_is_waited_for(error: psycopg.Error) -> None:
    told = unavailable("a database", error)

    assert told.cause is Cause.UNAVAILABLE
    assert told.level == logging.WARNING


def test_a_code_that_has_a_message_of_its_own_gets_that_of_its_class_otherwise() -> None:
    assert (
        message_for(errors.InvalidPassword())
        == "the server did not take the password (SQLSTATE 28P01)"
    )
    assert "the user or the password (SQLSTATE 28000)" in message_for(
        errors.InvalidAuthorizationSpecification()
    )
    assert message_for(errors.InternalError_()) == (
        "it failed, and the server's log says why (SQLSTATE XX000)"
    )
