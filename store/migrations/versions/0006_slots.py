"""What was brought of whole days and months of water, found without the slots of a feed between them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WHOLE = sa.text('"end" - start >= 86400')


def upgrade() -> None:
    for table, columns in (
        ("water_value", ["start", "section_id"]),
        ("water_published", ["start", "section_id"]),
    ):
        op.create_index(
            f"{table}_by_hand", table, columns, unique=False, sqlite_where=WHOLE, postgresql_where=WHOLE
        )
