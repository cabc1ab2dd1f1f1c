"""Cold tiles by other programs: python draw.py PEER SCENE ZOOM FOLDER, on what prepare.py has written there.

PEER is mapserver, mapnik or datashader, SCENE choropleth or density. Tiles of 256 px, each once, caches off, one process, one
thread: the time is that from the extent to the bytes of a PNG. Prints a row of a table: milliseconds (median, 99th
percentile), and how many of so many spots differ between four tiles and the same ground drawn as one of 512 px.
"""

import io
import json
import statistics
import sys
import time
from pathlib import Path

import numpy as np
from PIL import Image

RADIUS_M = 200.0
SPOTS = 20
HALF_WORLD_M = 20037508.342789244
COLORS = ["#ffffd4", "#fed98e", "#fe9929", "#d95f0e", "#993404"]


def extent(z: float, x: float, y: float, tiles: int = 1) -> tuple[float, float, float, float]:
    """West, south, east and north in metres of so many tiles a side, from this one on."""
    side = 2 * HALF_WORLD_M / 2**z
    west, north = x * side - HALF_WORLD_M, HALF_WORLD_M - y * side
    return west, north - tiles * side, west + tiles * side, north


def mapserver(folder: Path):
    import mapscript

    classes = "".join(
        f'CLASS EXPRESSION "{i}" STYLE COLOR "{color}" END STYLE OUTLINECOLOR "#ffffff" WIDTH 0.6 END END '
        for i, color in enumerate(COLORS)
    )
    head = f"""MAP SIZE 256 256 MAXSIZE 4096 UNITS METERS PROJECTION "epsg:3857" END IMAGECOLOR "#ffffff" SHAPEPATH "{folder}"
        OUTPUTFORMAT NAME "png" DRIVER "AGG/PNG" IMAGEMODE RGBA TRANSPARENT ON END """
    grids = f'LAYER NAME "grids" TYPE POLYGON STATUS DEFAULT DATA "grids.shp" CLASSITEM "class" {classes} END END'

    def kernel(pixels: float) -> str:
        radius = max(1, round(pixels))
        return f"""LAYER NAME "cases" TYPE POINT STATUS OFF DATA "cases.shp" PROJECTION "epsg:3857" END
            CLASS STYLE SIZE 1 COLOR 0 0 0 END END END
            LAYER NAME "density" TYPE RASTER STATUS DEFAULT CONNECTIONTYPE KERNELDENSITY CONNECTION "cases"
            PROCESSING "RANGE_COLORSPACE=HSL" PROCESSING "KERNELDENSITY_RADIUS={radius}"
            PROCESSING "KERNELDENSITY_COMPUTE_BORDERS=ON" PROCESSING "KERNELDENSITY_NORMALIZATION=2"
            PROJECTION "epsg:3857" END OFFSITE 0 0 0
            CLASS STYLE COLORRANGE "#0000ff00" "#ff0000ff" DATARANGE 0 255 END END END END"""

    def scene(layers: str):
        drawn = mapscript.fromstring(head + layers)

        def draw(box, size):
            drawn.setSize(size, size)
            drawn.extent = mapscript.rectObj(*box)
            return drawn.draw().getBytes()

        return draw

    scenes: dict = {}

    def density(box, size):
        pixels = RADIUS_M * size / (box[2] - box[0])
        if round(pixels) not in scenes:
            scenes[round(pixels)] = scene(kernel(pixels))
        return scenes[round(pixels)](box, size)

    # MapServer's extent runs through the centres of the outer pixels
    def inset(draw):
        def drawn(box, size):
            half = (box[2] - box[0]) / size / 2
            return draw((box[0] + half, box[1] + half, box[2] - half, box[3] - half), size)

        return drawn

    return mapscript.msGetVersion().split()[2], {"choropleth": inset(scene(grids)), "density": inset(density)}


def mapnik_(folder: Path):
    import mapnik

    rules = "".join(
        f'<Rule><Filter>[class] = {i}</Filter><PolygonSymbolizer fill="{color}"/>'
        '<LineSymbolizer stroke="#ffffff" stroke-width="0.6"/></Rule>'
        for i, color in enumerate(COLORS)
    )
    text = f"""<Map srs="epsg:3857"><Style name="s">{rules}</Style><Layer name="l" srs="epsg:3857">
        <StyleName>s</StyleName><Datasource><Parameter name="type">shape</Parameter>
        <Parameter name="file">{folder}/grids.shp</Parameter></Datasource></Layer></Map>"""
    grids = mapnik.Map(256, 256)
    mapnik.load_map_from_string(grids, text)

    def draw(box, size):
        grids.resize(size, size)
        grids.zoom_to_box(mapnik.Box2d(*box))
        image = mapnik.Image(size, size)
        mapnik.render(grids, image)
        return image.tostring("png32:z=1")

    return mapnik.mapnik_version_string(), {"choropleth": draw}


def datashader(folder: Path):
    import datashader as ds
    import geopandas
    import pandas
    import spatialpandas
    from datashader import transfer_functions as tf
    from scipy.ndimage import gaussian_filter

    frame = geopandas.read_file(folder / "grids.shp")
    grids = spatialpandas.GeoDataFrame(frame[["class", "geometry"]].explode(ignore_index=True))
    # with an index, so that a tile visits the polygons near it only
    bounds = grids.geometry.bounds
    cases = pandas.DataFrame(np.load(folder / "cases.npy"), columns=["x", "y"])

    def png(image) -> bytes:
        out = io.BytesIO()
        image.to_pil().save(out, "PNG", compress_level=1)
        return out.getvalue()

    def choropleth(box, size):
        west, south, east, north = box
        near = grids[(bounds.x0 < east) & (bounds.x1 > west) & (bounds.y0 < north) & (bounds.y1 > south)]
        canvas = ds.Canvas(size, size, (west, east), (south, north))
        drawn = canvas.polygons(near, geometry="geometry", agg=ds.max("class"))
        return png(tf.shade(drawn, cmap=COLORS, span=[0, 4], how="linear"))

    def density(box, size):
        west, south, east, north = box
        pixel = (east - west) / size
        sigma = RADIUS_M / 2 / pixel
        halo = int(4 * sigma + 1)
        canvas = ds.Canvas(
            size + 2 * halo,
            size + 2 * halo,
            (west - halo * pixel, east + halo * pixel),
            (south - halo * pixel, north + halo * pixel),
        )
        counts = canvas.points(cases, "x", "y", agg=ds.count()).astype("f8")
        counts.data = gaussian_filter(counts.data, sigma) / (pixel * pixel)
        cut = counts[halo : halo + size, halo : halo + size]
        return png(tf.shade(cut, cmap=COLORS, span=[0, 0.01], how="linear"))

    return ds.__version__, {"choropleth": choropleth, "density": density}


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA")).astype(int)


def seams(draw, tiles) -> tuple[int, int]:
    """How many spots differ, and in how many pixels the worst."""
    differing, worst = 0, 0
    for z, x, y in tiles[:SPOTS]:
        whole = pixels(draw(extent(z, x, y, 2), 512))
        parts = [[pixels(draw(extent(z, x + i, y + j), 256)) for i in (0, 1)] for j in (0, 1)]
        joined = np.vstack([np.hstack(row) for row in parts])
        unlike = int(np.any(whole != joined, axis=2).sum())
        differing += unlike > 0
        worst = max(worst, unlike)
    return differing, worst


def main() -> None:
    peer, scene, zoom, folder = sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4])
    version, scenes = {"mapserver": mapserver, "mapnik": mapnik_, "datashader": datashader}[peer](folder)
    if scene not in scenes:
        return
    draw = scenes[scene]
    tiles = next(tiles for tiles in json.loads((folder / "tiles.json").read_text()) if tiles[0][0] == zoom)
    draw(extent(*tiles[0]), 256)
    times = []
    for tile in tiles:
        start = time.perf_counter()
        png = draw(extent(*tile), 256)
        times.append((time.perf_counter() - start) * 1e3)
        assert png[:4] == b"\x89PNG"
    times.sort()
    p50, p99 = statistics.median(times), times[int((len(times) - 1) * 0.99)]
    differing, worst = seams(draw, tiles)
    seam = f"{differing} of {min(SPOTS, len(tiles))} spots, up to {worst} px"
    print(f"| {scene} | {peer} {version} | z{zoom} | {p50:.2f} | {p99:.2f} | {len(times)} | {seam} |", flush=True)


if __name__ == "__main__":
    main()
