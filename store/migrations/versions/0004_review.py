"""Review: rows that were refused, whole, and what people did about them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('refused_row',
        sa.Column('sha256', sa.Text(), autoincrement=False, nullable=False),
        sa.Column('file', sa.Text(), autoincrement=False, nullable=False),
        sa.Column('line', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('field', sa.Text(), autoincrement=False, nullable=False),
        sa.Column('row', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('sha256', 'file', 'line', 'field'),
        sqlite_with_rowid=False
    )

    op.create_table('quarantine_act',
        sa.Column('quarantine_id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('act', sa.Text(), nullable=False),
        sa.Column('row', sa.Text(), nullable=False),
        sa.Column('batch_id', sa.BigInteger(), nullable=False),
        sa.Column('kept', sa.Integer(), nullable=False),
        sa.Column('known_at', sa.BigInteger(), nullable=False),
        sa.Column('actor', sa.Text(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('quarantine_id', 'number'),
        sqlite_with_rowid=False
    )
    op.create_index('quarantine_batch', 'quarantine', ['batch_id'], unique=False)
