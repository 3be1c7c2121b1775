"""The application says for whom it acts: against a forgotten WHERE this holds, against injected SQL it does not."""
import os
import psycopg

with psycopg.connect(os.environ["POOL_URL"]) as connection:
    with connection.transaction():
        connection.execute("SELECT bailiwick.act_as(%s, %s)", [os.environ["PRINCIPAL"], os.environ["TENANT"]])
        for (title,) in connection.execute("SELECT title FROM shop.products ORDER BY title"):
            print(title)
