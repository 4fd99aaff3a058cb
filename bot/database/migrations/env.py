"""Alembic's way in: runs the steps on the connection that `schema.upgrade` holds."""

from alembic import context

from bot.database.columns import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # on SQLite too: `engine` begins its transactions itself
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
