"""Reads areas and points in lattice coordinates and writes which areas GEOS says each point meets.

areas:  one GeoJSON multipolygon a line
points: pairs of little-endian 32-bit integers
pairs:  out, pairs of little-endian 32-bit integers: the number of a point, the number of an area
"""

import sys

import numpy
import shapely

areas, points, pairs = sys.argv[1:]
with open(areas, encoding="utf-8") as lines:
    shapes = shapely.from_geojson(lines.read().splitlines())
places = numpy.fromfile(points, dtype="<i4").reshape(-1, 2).astype(float)
STEP = 500_000
with open(pairs, "wb") as out:
    for first in range(0, len(places), STEP):
        tree = shapely.STRtree(shapely.points(places[first : first + STEP]))
        area, point = tree.query(shapes, predicate="intersects")
        numpy.column_stack((point + first, area)).astype("<i4").tofile(out)
