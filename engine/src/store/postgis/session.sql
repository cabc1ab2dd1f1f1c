-- What a session needs whatever the role or the database sets: durable commits, and waits that end.
SET synchronous_commit = on;
SET statement_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET lock_timeout = '5s'; -- for rows that another program holds
-- a process whose machine is gone must not keep the turn: its connection ends within seconds
SET tcp_keepalives_idle = 3;
SET tcp_keepalives_interval = 1;
SET tcp_keepalives_count = 3;
-- what the writer is called: no other session has the name
SELECT set_config('hexward.session', pg_backend_pid() || ' of ' || clock_timestamp(), false)
