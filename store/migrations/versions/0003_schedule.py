"""The schedule: leases, runs and the ledger of slots."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('lease',
        sa.Column('name', sa.Text(), autoincrement=False, nullable=False),
        sa.Column('holder', sa.Text(), nullable=False),
        sa.Column('until', sa.BigInteger(), nullable=False),
        sa.Column('beat', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('name'),
        sqlite_with_rowid=False
    )

    op.create_table('run',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
        sa.Column('source', sa.Text(), nullable=False),
        sa.Column('cause', sa.Text(), nullable=False),
        sa.Column('beat', sa.BigInteger(), nullable=True),
        sa.Column('first', sa.BigInteger(), nullable=False),
        sa.Column('end', sa.BigInteger(), nullable=False),
        sa.Column('started', sa.BigInteger(), nullable=False),
        sa.Column('ended', sa.BigInteger(), nullable=True),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('holder', sa.Text(), nullable=False),
        sa.Column('payloads', sa.Text(), nullable=False),
        sa.Column('hours', sa.Integer(), nullable=False),
        sa.Column('rows', sa.BigInteger(), nullable=False),
        sa.Column('kept', sa.BigInteger(), nullable=False),
        sa.Column('known', sa.BigInteger(), nullable=False),
        sa.Column('revised', sa.BigInteger(), nullable=False),
        sa.Column('rejected', sa.BigInteger(), nullable=False),
        sa.Column('message', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id')
    )
    op.create_index('run_of_source', 'run', ['source', 'end'], unique=False)
