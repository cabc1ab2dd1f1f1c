-- A store of format 1 as a reader of format 2 sees it.
CREATE TEMP VIEW addresses AS
    SELECT *, NULL AS stated_area, 0 AS stated_wins FROM main.addresses;
