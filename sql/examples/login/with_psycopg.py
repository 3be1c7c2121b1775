"""A principal with a login of its own: nothing to say in the transaction, the connection is somebody."""
import os
import psycopg

with psycopg.connect(os.environ["LOGIN_URL"]) as connection:
    for person, amount in connection.execute("SELECT person, amount FROM payroll.slips ORDER BY person"):
        print(person, amount)
