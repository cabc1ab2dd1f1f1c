-- A store of format 1 becomes one of format 2: addresses may state an area. Runs inside one transaction.
-- Deltas in the commit log keep their form, which is still read.

ALTER TABLE addresses ADD COLUMN stated_area TEXT;
ALTER TABLE addresses ADD COLUMN stated_wins BOOLEAN NOT NULL DEFAULT 0;
UPDATE hexward_meta SET value = '2' WHERE key = 'format';
