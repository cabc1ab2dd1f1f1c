-- A store of format 2 as a reader of format 3 sees it. Its log has no hashes; a reader does not check them then.
CREATE TEMP VIEW grids AS SELECT *, 'open' AS lock FROM main.grids;
CREATE TEMP VIEW checkpoints AS SELECT *, 'open' AS state FROM main.checkpoints;
CREATE TEMP VIEW units AS SELECT 0 AS fid, x'' AS geom, '' AS id, '' AS kind, '' AS name WHERE 0;
CREATE TEMP VIEW plans AS SELECT 0 AS fid, '' AS id, '' AS name, '' AS state, 0 AS base, NULL AS effective,
    '' AS created_by, '' AS created_at, NULL AS validated_by, NULL AS validated_at, NULL AS submitted_by,
    NULL AS submitted_at, NULL AS approved_by, NULL AS approved_at, NULL AS activated_by, NULL AS activated_at,
    NULL AS in_force WHERE 0;
CREATE TEMP VIEW plan_steps AS SELECT 0 AS fid, '' AS plan, 0 AS number, x'' AS delta WHERE 0;
CREATE TEMP VIEW hexward_commit AS SELECT *, NULL AS request, NULL AS digest, NULL AS undoes, NULL AS effective,
    '' AS changed, NULL AS plan, x'' AS hash FROM main.hexward_commit;
