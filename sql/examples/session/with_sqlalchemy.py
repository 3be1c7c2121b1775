"""Every transaction of a session binds as it begins, and a connection that goes back to the pool forgets everything."""
import os
from sqlalchemy import create_engine, event, text
from sqlalchemy.orm import Session

engine = create_engine(os.environ["POOL_URL"].replace("postgresql://", "postgresql+psycopg://"))


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


for _ in range(2):  # the second time on the connection of the first
    with Session(engine, info={"token": os.environ["TOKEN"]}) as session:
        for patient in session.scalars(text("SELECT patient FROM clinic.appointments ORDER BY patient")):
            print(patient)
