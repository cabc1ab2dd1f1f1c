-- What a session needs whatever the role or the database sets: durable commits, and waits that end.
SET synchronous_commit = on;
SET statement_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET lock_timeout = '5s' -- for rows that another program holds
