"""The same with asyncpg, whose pool resets a connection that comes back."""
import asyncio
import os
import asyncpg


async def main():
    async with asyncpg.create_pool(os.environ["POOL_URL"], min_size=1, max_size=1) as pool:
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute("SELECT bailiwick.bind($1)", os.environ["TOKEN"])
            for row in await connection.fetch("SELECT patient FROM clinic.appointments ORDER BY patient"):
                print(row["patient"])


asyncio.run(main())
