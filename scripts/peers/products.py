"""The same tasks by SedonaDB, geopandas, DuckDB and PostGIS: python products.py PEER FOLDER [PG_SOCKET].

Each call is a process of its own; it prints one line of JSON a task, as the Rust program does. Data is in memory, and
where a product keeps an index it is built, before the clock starts; the time of building is given apart.
"""

import json
import resource
import statistics
import sys
import time
from pathlib import Path

import numpy as np
import shapely

ONE_THREAD = "one thread"
# a border is straight on the lattice of 1e-7 degree; written as binary fractions of degrees it is so to this distance
ROUNDING_DEGREES = 1e-11


def grids(folder: Path) -> list[bytes]:
    """Each grid as well-known binary."""
    data, at, found = (folder / "grids.wkb").read_bytes(), 0, []
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "little")
        found.append(data[at + 4 : at + 4 + length])
        at += 4 + length
    return found


def pairs(folder: Path, name: str) -> np.ndarray:
    return np.fromfile(folder / name, dtype="<f8").reshape(-1, 2)


def runs_for(seconds: float) -> int:
    """Five runs, but fewer of what takes long."""
    return 5 if seconds < 4 else 3 if seconds < 12 else 1


def timed(run):
    """The median seconds, the number of runs and the last answer."""
    start = time.perf_counter()
    answer = run()
    times = [time.perf_counter() - start]
    for _ in range(runs_for(times[0]) - 1):
        start = time.perf_counter()
        answer = run()
        times.append(time.perf_counter() - start)
    return statistics.median(times), len(times), answer


def wrong_owners(folder: Path, points: np.ndarray, owners: np.ndarray) -> tuple[int, int]:
    """How many owners differ from ours off the borders, and how many on them."""
    ours = np.fromfile(folder / "owners.i32", dtype="<i4")
    differ = np.flatnonzero(ours != owners)
    shapes = shapely.from_wkb(np.array(grids(folder), dtype=object))
    wrong = 0
    for i in differ:
        owner = ours[i] if ours[i] >= 0 else owners[i]
        border = shapely.boundary(shapes[owner])
        wrong += int(shapely.distance(border, shapely.Point(points[i])) > ROUNDING_DEGREES)
    return wrong, len(differ) - wrong


def owners_of(count: int, point: np.ndarray, grid: np.ndarray) -> np.ndarray:
    """The lowest grid of each point, -1 for none."""
    owners = np.full(count, np.iinfo(np.int32).max, dtype=np.int32)
    np.minimum.at(owners, point, grid.astype(np.int32))
    owners[owners == np.iinfo(np.int32).max] = -1
    return owners


def line(task, peer, build_s, run_s, wrong, note):
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report = {
        "task": task, "peer": peer, "build_s": round(build_s, 4), "run_s": round(run_s, 4),
        "peak_mb": round(peak_mb), "wrong": wrong, "note": note,
    }
    print(json.dumps(report), flush=True)


def report_assign(folder, peer, points, build_s, run_s, runs, point, grid, note=""):
    wrong, on_borders = wrong_owners(folder, points, owners_of(len(points), point, grid))
    line("assign", peer, build_s, run_s, wrong, f"{note}median of {runs}, {on_borders} on borders left out")


def geopandas_peer(folder: Path) -> None:
    import geopandas

    points = pairs(folder, "points.f64")
    frame = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(points[:, 0], points[:, 1]), crs=4490)
    areas = geopandas.GeoDataFrame(geometry=shapely.from_wkb(grids(folder)), crs=4490)
    run_s, runs, joined = timed(lambda: geopandas.sjoin(frame, areas, predicate="within"))
    name = f"geopandas {geopandas.__version__} sjoin within"
    report_assign(folder, name, points, 0, run_s, runs, joined.index.to_numpy(), joined["index_right"].to_numpy())


def sedonadb_peer(folder: Path) -> None:
    import pyarrow
    import sedonadb

    database = sedonadb.connect()
    database.sql("SET datafusion.execution.target_partitions = 1").execute()
    points, name = pairs(folder, "points.f64"), f"SedonaDB {sedonadb.__version__}"

    def view(table, columns, view_name):
        database.create_data_frame(pyarrow.table(table)).to_view(f"{view_name}_raw", overwrite=True)
        made = database.sql(f"SELECT id, {columns} AS geom FROM {view_name}_raw")
        made.to_memtable().to_view(view_name, overwrite=True)

    places = {"id": np.arange(len(points), dtype=np.int32), "x": points[:, 0], "y": points[:, 1]}
    view(places, "ST_Point(x, y)", "points")
    wkb = grids(folder)
    view({"id": np.arange(len(wkb), dtype=np.int32), "wkb": wkb}, "ST_GeomFromWKB(wkb)", "grids")
    query = "SELECT points.id AS p, grids.id AS g FROM points JOIN grids ON ST_Within(points.geom, grids.geom)"
    run_s, runs, joined = timed(lambda: database.sql(query).to_arrow_table())
    found = [joined[column].to_numpy() for column in ("p", "g")]
    report_assign(folder, name, points, 0, run_s, runs, *found, f"{ONE_THREAD}, ")


def duckdb_peer(folder: Path) -> None:
    import duckdb
    import duckdb_extension_spatial
    import pyarrow

    wheel = Path(duckdb_extension_spatial.__file__).parent
    extension = next(wheel.rglob("spatial.duckdb_extension"))
    database = duckdb.connect(config={"allow_unsigned_extensions": "true", "threads": 1})
    database.execute(f"LOAD '{extension}'")
    points, wkb = pairs(folder, "points.f64"), grids(folder)
    raw_points = pyarrow.table({"id": np.arange(len(points), dtype=np.int32), "x": points[:, 0], "y": points[:, 1]})
    raw_grids = pyarrow.table({"id": np.arange(len(wkb), dtype=np.int32), "wkb": wkb})
    database.register("raw_points", raw_points)
    database.register("raw_grids", raw_grids)
    database.execute("CREATE TABLE points AS SELECT id, ST_Point(x, y) AS geom FROM raw_points")
    database.execute("CREATE TABLE grids AS SELECT id, ST_GeomFromWKB(wkb) AS geom FROM raw_grids")
    query = "SELECT points.id AS p, grids.id AS g FROM points JOIN grids ON ST_Within(points.geom, grids.geom)"
    run_s, runs, joined = timed(lambda: database.execute(query).fetchnumpy())
    name = f"DuckDB {duckdb.__version__} spatial join"
    report_assign(folder, name, points, 0, run_s, runs, joined["p"], joined["g"], f"{ONE_THREAD}, ")


def postgis_peer(folder: Path, socket: str) -> None:
    import psycopg

    connection = psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True)
    connection.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    for setting in ("jit = off", "work_mem = '256MB'", "max_parallel_workers_per_gather = 0"):
        connection.execute(f"SET {setting}")
    version = connection.execute("SELECT postgis_lib_version()").fetchone()[0]
    points, wkb = pairs(folder, "points.f64"), grids(folder)
    connection.execute("CREATE UNLOGGED TABLE xy (id int, x float8, y float8)")
    with connection.cursor().copy("COPY xy FROM STDIN") as copy:
        for start in range(0, len(points), 50_000):
            rows = enumerate(points[start : start + 50_000].tolist(), start)
            copy.write("".join(f"{i}\t{x!r}\t{y!r}\n" for i, (x, y) in rows))
    connection.execute("CREATE UNLOGGED TABLE points AS SELECT id, ST_SetSRID(ST_Point(x, y), 4326) AS geom FROM xy")
    connection.execute("CREATE UNLOGGED TABLE grids (id int, geom geometry)")
    with connection.cursor().copy("COPY grids FROM STDIN") as copy:
        copy.write("".join(f"{i}\t{grid.hex()}\n" for i, grid in enumerate(wkb)))
    connection.execute("UPDATE grids SET geom = ST_SetSRID(geom, 4326)")
    start = time.perf_counter()
    connection.execute("CREATE INDEX ON points USING gist (geom)")
    connection.execute("CREATE INDEX ON grids USING gist (geom)")
    connection.execute("VACUUM ANALYZE points")
    connection.execute("VACUUM ANALYZE grids")
    build_s = time.perf_counter() - start
    query = "SELECT p.id, g.id FROM points p JOIN grids g ON ST_Contains(g.geom, p.geom)"
    start = time.perf_counter()
    connection.execute(f"CREATE UNLOGGED TABLE owners AS {query.replace('g.id', 'g.id AS grid')}")
    run_s = time.perf_counter() - start
    found = np.array(connection.execute("SELECT id, grid FROM owners").fetchall(), dtype=np.int32)
    name = f"PostGIS {version}"
    report_assign(folder, name, points, build_s, run_s, 1, found[:, 0], found[:, 1], "planner's choice, peak of the client, ")
    single_lookups(connection, name, folder, points)


def single_lookups(connection, name, folder, points) -> None:
    """Prepared statements through the socket."""
    lookups = np.fromfile(folder / "lookups.i32", dtype="<i4")[:20_000]
    query = "SELECT id FROM grids WHERE ST_Contains(geom, ST_SetSRID(ST_Point(%s, %s), 4326))"
    times = []
    for i in lookups:
        start = time.perf_counter()
        connection.execute(query, points[i].tolist(), prepare=True).fetchone()
        times.append((time.perf_counter() - start) * 1e6)
    p50, p99 = np.quantile(times, [0.5, 0.99])
    line("look-up", name, 0, float(p50), 0, f"p50 {p50:.0f} us, p99 {p99:.0f} us, prepared, Unix socket")


PEERS = {
    "geopandas": geopandas_peer,
    "sedonadb": sedonadb_peer,
    "duckdb": duckdb_peer,
    "postgis": postgis_peer,
}

if __name__ == "__main__":
    PEERS[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])
