"""The first tables: hours, published results, batches, stations, facts of days."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('air_hour',
        sa.Column('start', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('station_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('stage', sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column('revision', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('batch_id', sa.BigInteger(), nullable=False),
        sa.Column('pm25', sa.Double(), nullable=True),
        sa.Column('pm10', sa.Double(), nullable=True),
        sa.Column('so2', sa.Double(), nullable=True),
        sa.Column('no2', sa.Double(), nullable=True),
        sa.Column('co', sa.Double(), nullable=True),
        sa.Column('o3', sa.Double(), nullable=True),
        sa.Column('marks', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('start', 'station_id', 'stage', 'revision'),
        sqlite_with_rowid=False
    )

    op.create_table('batch',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('source', sa.Text(), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('sha256', sa.Text(), nullable=False),
        sa.Column('stage', sa.SmallInteger(), nullable=False),
        sa.Column('simulated', sa.Boolean(), nullable=False),
        sa.Column('known_at', sa.BigInteger(), nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('first', sa.BigInteger(), nullable=True),
        sa.Column('last', sa.BigInteger(), nullable=True),
        sa.Column('rows', sa.BigInteger(), nullable=False),
        sa.Column('readings', sa.BigInteger(), nullable=False),
        sa.Column('kept', sa.BigInteger(), nullable=False),
        sa.Column('known', sa.BigInteger(), nullable=False),
        sa.Column('revised', sa.BigInteger(), nullable=False),
        sa.Column('published_kept', sa.BigInteger(), nullable=False),
        sa.Column('published_revised', sa.BigInteger(), nullable=False),
        sa.Column('rejected', sa.Text(), nullable=False),
        sa.Column('program', sa.Text(), nullable=False),
        sa.Column('actor', sa.Text(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id')
    )
    op.create_index('batch_known_at', 'batch', ['known_at'], unique=False)

    op.create_table('fact_day',
        sa.Column('day', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('version', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('day'),
        sqlite_with_rowid=False
    )

    op.create_table('city_day',
        sa.Column('day', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('region', sa.Text(), autoincrement=False, nullable=False),
        sa.Column('stage', sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column('mark', sa.BigInteger(), nullable=False),
        sa.Column('observed', sa.Integer(), nullable=False),
        sa.Column('unmonitored', sa.SmallInteger(), nullable=False),
        sa.Column('valid_pm25', sa.Integer(), nullable=False),
        sa.Column('valid_pm10', sa.Integer(), nullable=False),
        sa.Column('valid_so2', sa.Integer(), nullable=False),
        sa.Column('valid_no2', sa.Integer(), nullable=False),
        sa.Column('valid_co', sa.Integer(), nullable=False),
        sa.Column('valid_o3_8h', sa.Integer(), nullable=False),
        sa.Column('valid_o3', sa.Integer(), nullable=False),
        sa.Column('pm25', sa.Double(), nullable=True),
        sa.Column('pm10', sa.Double(), nullable=True),
        sa.Column('so2', sa.Double(), nullable=True),
        sa.Column('no2', sa.Double(), nullable=True),
        sa.Column('co', sa.Double(), nullable=True),
        sa.Column('o3_8h', sa.Double(), nullable=True),
        sa.Column('o3', sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint('day', 'region', 'stage'),
        sqlite_with_rowid=False
    )

    op.create_table('latest',
        sa.Column('station_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('start', sa.BigInteger(), nullable=False),
        sa.Column('stage', sa.SmallInteger(), nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('station_id'),
        sqlite_with_rowid=False
    )

    op.create_table('meta',
        sa.Column('key', sa.Text(), autoincrement=False, nullable=False),
        sa.Column('value', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('key'),
        sqlite_with_rowid=False
    )

    op.create_table('published_hour',
        sa.Column('start', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('station_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('revision', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('batch_id', sa.BigInteger(), nullable=False),
        sa.Column('aqi', sa.Double(), nullable=True),
        sa.Column('pm25_24h', sa.Double(), nullable=True),
        sa.Column('pm10_24h', sa.Double(), nullable=True),
        sa.Column('so2_24h', sa.Double(), nullable=True),
        sa.Column('no2_24h', sa.Double(), nullable=True),
        sa.Column('co_24h', sa.Double(), nullable=True),
        sa.Column('o3_24h', sa.Double(), nullable=True),
        sa.Column('o3_8h', sa.Double(), nullable=True),
        sa.Column('o3_8h_24h', sa.Double(), nullable=True),
        sa.Column('primary_id', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('start', 'station_id', 'revision'),
        sqlite_with_rowid=False
    )

    op.create_table('quarantine',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
        sa.Column('batch_id', sa.BigInteger(), nullable=False),
        sa.Column('sha256', sa.Text(), nullable=False),
        sa.Column('file', sa.Text(), nullable=False),
        sa.Column('line', sa.BigInteger(), nullable=False),
        sa.Column('field', sa.Text(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('payload', sa.Text(), nullable=False),
        sa.Column('whole', sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('sha256', 'file', 'line', 'field', 'reason', name='quarantine_place')
    )

    op.create_table('region_day',
        sa.Column('day', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('region', sa.Text(), autoincrement=False, nullable=False),
        sa.Column('source', sa.Text(), autoincrement=False, nullable=False),
        sa.Column('stage', sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column('revision', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('batch_id', sa.BigInteger(), nullable=False),
        sa.Column('area', sa.Text(), nullable=False),
        sa.Column('aqi', sa.Double(), nullable=True),
        sa.Column('pm25', sa.Double(), nullable=True),
        sa.Column('pm10', sa.Double(), nullable=True),
        sa.Column('so2', sa.Double(), nullable=True),
        sa.Column('no2', sa.Double(), nullable=True),
        sa.Column('co', sa.Double(), nullable=True),
        sa.Column('o3_8h', sa.Double(), nullable=True),
        sa.Column('level', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('day', 'region', 'source', 'stage', 'revision'),
        sqlite_with_rowid=False
    )

    op.create_table('reported_value',
        sa.Column('target', sa.Text(), autoincrement=False, nullable=False),
        sa.Column('day', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('revision', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('known_at', sa.BigInteger(), nullable=False),
        sa.Column('actor', sa.Text(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('value', sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint('target', 'day', 'revision'),
        sqlite_with_rowid=False
    )

    op.create_table('roster',
        sa.Column('name', sa.Text(), autoincrement=False, nullable=False),
        sa.Column('version', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('known_at', sa.BigInteger(), nullable=False),
        sa.Column('actor', sa.Text(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('level', sa.Text(), nullable=False),
        sa.Column('file', sa.Text(), nullable=False),
        sa.Column('sha256', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('name', 'version'),
        sqlite_with_rowid=False
    )

    op.create_table('roster_member',
        sa.Column('name', sa.Text(), autoincrement=False, nullable=False),
        sa.Column('version', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('line', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('code', sa.Text(), nullable=False),
        sa.Column('first', sa.Integer(), nullable=True),
        sa.Column('last', sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint('name', 'version', 'line'),
        sqlite_with_rowid=False
    )

    op.create_table('sand_act',
        sa.Column('event', sa.Text(), autoincrement=False, nullable=False),
        sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('region', sa.Text(), nullable=False),
        sa.Column('start', sa.BigInteger(), nullable=False),
        sa.Column('end', sa.BigInteger(), nullable=False),
        sa.Column('evidence', sa.Text(), nullable=False),
        sa.Column('actor', sa.Text(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('known_at', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('event', 'number'),
        sqlite_with_rowid=False
    )

    op.create_table('stale_day',
        sa.Column('day', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('station_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint('day', 'station_id'),
        sqlite_with_rowid=False
    )

    op.create_table('station',
        sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('code', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('code')
    )

    op.create_table('station_day',
        sa.Column('day', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('station_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('stage', sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column('mark', sa.BigInteger(), nullable=False),
        sa.Column('hours', sa.SmallInteger(), nullable=False),
        sa.Column('unmonitored', sa.SmallInteger(), nullable=False),
        sa.Column('n_pm25', sa.SmallInteger(), nullable=False),
        sa.Column('n_pm10', sa.SmallInteger(), nullable=False),
        sa.Column('n_so2', sa.SmallInteger(), nullable=False),
        sa.Column('n_no2', sa.SmallInteger(), nullable=False),
        sa.Column('n_co', sa.SmallInteger(), nullable=False),
        sa.Column('n_o3', sa.SmallInteger(), nullable=False),
        sa.Column('pm25', sa.Double(), nullable=True),
        sa.Column('pm10', sa.Double(), nullable=True),
        sa.Column('so2', sa.Double(), nullable=True),
        sa.Column('no2', sa.Double(), nullable=True),
        sa.Column('co', sa.Double(), nullable=True),
        sa.Column('windows', sa.SmallInteger(), nullable=False),
        sa.Column('o3_8h', sa.Double(), nullable=True),
        sa.Column('o3', sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint('day', 'station_id', 'stage'),
        sqlite_with_rowid=False
    )

    op.create_table('station_spell',
        sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('station_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('area', sa.Text(), nullable=False),
        sa.Column('lon', sa.Double(), nullable=True),
        sa.Column('lat', sa.Double(), nullable=True),
        sa.Column('control', sa.Text(), nullable=False),
        sa.Column('role', sa.Text(), nullable=False),
        sa.Column('first', sa.BigInteger(), nullable=False),
        sa.Column('last', sa.BigInteger(), nullable=False),
        sa.Column('province', sa.Text(), nullable=False),
        sa.Column('city', sa.Text(), nullable=False),
        sa.Column('county', sa.Text(), nullable=False),
        sa.Column('township', sa.Text(), nullable=False),
        sa.Column('placed_by', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('station_id', 'name', 'area', 'lon', 'lat', 'control', 'role', name='station_spell_attributes')
    )

    op.create_table('target',
        sa.Column('id', sa.Text(), autoincrement=False, nullable=False),
        sa.Column('version', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('known_at', sa.BigInteger(), nullable=False),
        sa.Column('actor', sa.Text(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('file', sa.Text(), nullable=False),
        sa.Column('withdrawn', sa.Boolean(), nullable=False),
        sa.Column('region', sa.Text(), nullable=False),
        sa.Column('place', sa.Text(), nullable=False),
        sa.Column('indicator', sa.Text(), nullable=False),
        sa.Column('title_zh', sa.Text(), nullable=False),
        sa.Column('title_en', sa.Text(), nullable=False),
        sa.Column('comparator', sa.Text(), nullable=False),
        sa.Column('value', sa.Double(), nullable=False),
        sa.Column('relative', sa.Text(), nullable=False),
        sa.Column('unit', sa.Text(), nullable=False),
        sa.Column('first', sa.Integer(), nullable=False),
        sa.Column('last', sa.Integer(), nullable=False),
        sa.Column('document', sa.Text(), nullable=False),
        sa.Column('number', sa.Text(), nullable=False),
        sa.Column('issued', sa.Integer(), nullable=True),
        sa.Column('stage', sa.Text(), nullable=False),
        sa.Column('sand', sa.Text(), nullable=False),
        sa.Column('edition', sa.Text(), nullable=False),
        sa.Column('decimals', sa.Integer(), nullable=True),
        sa.Column('measured', sa.Boolean(), nullable=False),
        sa.Column('plan', sa.Text(), nullable=False),
        sa.Column('responsible', sa.Text(), nullable=False),
        sa.Column('note', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id', 'version'),
        sqlite_with_rowid=False
    )

    op.create_table('wording',
        sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('text')
    )
