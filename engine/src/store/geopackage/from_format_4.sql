-- A store of format 4 becomes one of format 5, in whose log long deltas are packed. Those that are there stay as they are.

UPDATE hexward_meta SET value = '5' WHERE key = 'format';
