"""What a connection to the database is told when it is opened."""

import pytest
from django.db import connection


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL alone compiles statements")
@pytest.mark.django_db(transaction=True)
def test_statements_are_not_compiled_in_any_connection():
    for _ in range(2):
        with connection.cursor() as cursor:
            cursor.execute("SHOW jit")
            assert cursor.fetchone() == ("off",)
        connection.close()
