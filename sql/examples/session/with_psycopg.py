"""One transaction, one bind. psycopg 3 sends the token as a parameter; psycopg2 would paste it into the statement."""
import os
import psycopg

with psycopg.connect(os.environ["POOL_URL"]) as connection:
    with connection.transaction():
        connection.execute("SELECT bailiwick.bind(%s)", [os.environ["TOKEN"]])
        for (patient,) in connection.execute("SELECT patient FROM clinic.appointments ORDER BY patient"):
            print(patient)
