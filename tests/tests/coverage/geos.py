"""Reads coverages, one a line, and writes what GEOS thinks of each, one a line.

In:  a list of members; a member is a list of polygons; a polygon is a list of closed rings of lattice coordinates.
Out: {"valid": every member valid and the coverage valid, "members": the members with invalid edges,
      "invalid": the members that are not valid by themselves}
"""

import json
import sys

import shapely

for line in sys.stdin:
    members = shapely.from_geojson(
        [json.dumps({"type": "MultiPolygon", "coordinates": member}) for member in json.loads(line)]
    )
    edges = shapely.coverage_invalid_edges(members)
    invalid = [i for i, valid in enumerate(shapely.is_valid(members)) if not valid]
    print(
        json.dumps(
            {
                "valid": not invalid and bool(shapely.coverage_is_valid(members)),
                "members": [i for i, found in enumerate(edges) if not found.is_empty],
                "invalid": invalid,
            }
        )
    )
