"""CockroachDB may ask for a transaction once more (40001): each try is a transaction of its own, which binds anew."""
import os
import random
import time
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

engine = create_engine(os.environ["POOL_URL"].replace("postgresql://", "cockroachdb+psycopg://"))


@event.listens_for(Session, "after_begin")
def bind(session, transaction, connection):
    connection.execute(text("SELECT bailiwick.bind(:token)"), {"token": session.info["token"]})


@event.listens_for(engine, "reset")
def forget(connection, record, state):
    connection.rollback()
    if state.terminate_only:
        return
    connection.autocommit = True
    connection.execute("DISCARD ALL")
    connection.autocommit = False


# Not sqlalchemy_cockroachdb.run_transaction: it tries again from SAVEPOINT cockroach_restart, which has to come before the
# first statement of a transaction that reads or writes, and binding is that one.
def run(work, token, tries=5):
    for number in range(1, tries + 1):
        with Session(engine, info={"token": token}) as session:
            try:
                result = work(session)
                session.commit()
                return result
            except DBAPIError as error:
                if number == tries or getattr(error.orig, "sqlstate", None) != "40001":
                    raise
        time.sleep(random.uniform(0, 0.05 * 2**number))


def admit(session):
    session.execute(
        text("INSERT INTO clinic.appointments (id, patient, starts_at) VALUES (gen_random_uuid(), :patient, now())"),
        {"patient": os.environ["PATIENT"]},
    )


def patients(session):
    return session.scalars(text("SELECT patient FROM clinic_view.appointments ORDER BY patient")).all()


run(admit, os.environ["TOKEN"])
for patient in run(patients, os.environ["TOKEN"]):  # on the connection of the first
    print(patient)
