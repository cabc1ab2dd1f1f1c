-- A store of format 3 as a reader of format 4 sees it.
CREATE TEMP VIEW barriers AS SELECT *, '' AS name FROM main.barriers;
CREATE TEMP VIEW roles AS SELECT 0 AS fid, '' AS id, '' AS title_zh, '' AS title_en, '' AS class, NULL AS tier,
    0 AS least, NULL AS most WHERE 0;
CREATE TEMP VIEW duties AS SELECT 0 AS fid, '' AS id, '' AS role, '' AS name, '' AS kind, x'' AS ground,
    '' AS holders, NULL AS valid_from, NULL AS valid_until WHERE 0;
