"""The server engine: a library in a PostgreSQL database with pgvector."""

from index.storage.postgres.store import PostgresStore

__all__ = ["PostgresStore"]
