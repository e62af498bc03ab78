// A database of its own on the PostgreSQL that the run was given.
import pg from 'pg';

/** Makes an empty database and answers with its URL. */
export async function newDatabase(name) {
  const admin = process.env.TANDEM_TEST_POSTGRES_URL;
  if (!admin) throw new Error('TANDEM_TEST_POSTGRES_URL must name a PostgreSQL that may be written to');
  const database = `${name}_${process.pid}`;
  const client = new pg.Client({ connectionString: admin });
  await client.connect();
  await client.query(`drop database if exists ${database}`);
  await client.query(`create database ${database}`);
  await client.end();
  const url = new URL(admin);
  url.pathname = `/${database}`;
  return url.href;
}
