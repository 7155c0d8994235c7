"""Surface water: the register of sections, their values and published classes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('section',
        sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('code', sa.Text(), nullable=False),
        sa.Column('province', sa.Text(), nullable=False),
        sa.Column('folded', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('code')
    )

    op.create_table('section_record',
        sa.Column('section_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('version', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('known_at', sa.BigInteger(), nullable=False),
        sa.Column('actor', sa.Text(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('file', sa.Text(), nullable=False),
        sa.Column('complete', sa.Boolean(), nullable=False),
        sa.Column('code', sa.Text(), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('aliases', sa.Text(), nullable=False),
        sa.Column('river', sa.Text(), nullable=False),
        sa.Column('basin', sa.Text(), nullable=False),
        sa.Column('province', sa.Text(), nullable=False),
        sa.Column('city', sa.Text(), nullable=False),
        sa.Column('county', sa.Text(), nullable=False),
        sa.Column('answers_for', sa.Text(), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('control', sa.Text(), nullable=False),
        sa.Column('lon', sa.Double(), nullable=True),
        sa.Column('lat', sa.Double(), nullable=True),
        sa.Column('river_km', sa.Double(), nullable=True),
        sa.Column('upstream', sa.Text(), nullable=False),
        sa.Column('downstream', sa.Text(), nullable=False),
        sa.Column('purposes', sa.Text(), nullable=False),
        sa.Column('target_class', sa.Text(), nullable=False),
        sa.Column('target_items', sa.Text(), nullable=False),
        sa.Column('first', sa.Integer(), nullable=True),
        sa.Column('last', sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint('section_id', 'version'),
        sqlite_with_rowid=False
    )

    op.create_table('water_value',
        sa.Column('section_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('start', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('parameter_id', sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column('end', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('stage', sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column('revision', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('batch_id', sa.BigInteger(), nullable=False),
        sa.Column('value', sa.Double(), nullable=True),
        sa.Column('shown', sa.Double(), nullable=True),
        sa.Column('qualifier', sa.SmallInteger(), nullable=False),
        sa.Column('detection_limit', sa.Double(), nullable=True),
        sa.Column('quality', sa.SmallInteger(), nullable=False),
        sa.Column('mark', sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint('section_id', 'start', 'parameter_id', 'end', 'stage', 'revision'),
        sqlite_with_rowid=False
    )

    op.create_table('water_published',
        sa.Column('section_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('start', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('end', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('stage', sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column('revision', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('batch_id', sa.BigInteger(), nullable=False),
        sa.Column('class', sa.Text(), nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('section_id', 'start', 'end', 'stage', 'revision'),
        sqlite_with_rowid=False
    )
