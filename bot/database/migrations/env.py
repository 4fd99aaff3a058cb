"""Alembic's entry point: runs the migrations on the connection that `schema.upgrade` opened."""

from alembic import context

from bot.database.columns import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # on SQLite too: `database.engine` begins its transactions
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
