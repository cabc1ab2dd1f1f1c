"""GDAL and OWSLib against a served demo: what they read is what the tiles are.

usage: desktop.py http://127.0.0.1:8080 FOLDER
"""

import math
import sys
import urllib.request

from osgeo import gdal, ogr
from owslib.wmts import WebMapTileService

gdal.UseExceptions()
ogr.UseExceptions()
gdal.SetConfigOption("GDAL_HTTP_TIMEOUT", "20")
gdal.SetConfigOption("GDAL_DEFAULT_WMS_CACHE_PATH", "/vsimem/cache")

Z, X, Y = 16, 32743, 21790
# the pump of Broad Street, which lies in that tile
LON, LAT = -0.1367486, 51.513338
HALF = 20037508.342789244
SIDE = 2 * HALF / 2**Z
WEST, NORTH = -HALF + X * SIDE, HALF - Y * SIDE


def fetch(url):
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.read()


def decoded(png):
    """The four channels of a picture."""
    gdal.FileFromMemBuffer("/vsimem/own.png", png)
    own = gdal.Open("/vsimem/own.png")
    if own.GetRasterBand(1).GetColorTable() is not None:
        own = gdal.Translate("/vsimem/own.tif", own, rgbExpand="rgba")
    return [own.GetRasterBand(band + 1).ReadRaster() for band in range(own.RasterCount)]


def window(dataset):
    """The ground of the tile at its own resolution, as four channels."""
    box = (WEST, NORTH, WEST + SIDE, NORTH - SIDE)
    cut = gdal.Translate("/vsimem/cut.tif", dataset, projWin=box, width=256, height=256, resampleAlg="near")
    return [cut.GetRasterBand(band + 1).ReadRaster() for band in range(cut.RasterCount)]


def pixels(channels):
    """The pixels row by row; where nothing shows, the colour does not matter."""
    return [pixel if pixel[3] else (0, 0, 0, 0) for pixel in zip(*channels)]


def same(name, dataset, tile, exact=True):
    """Fails when a window of the tile's ground has other pixels. GDAL lays some grids of its own over a layer, up to a
    pixel beside that of the tiles: there each pixel must be one of the nine around its place."""
    got, own = window(dataset), decoded(tile)
    assert len(got) == len(own) == 4, f"{name}: {len(got)} channels"
    got, own = pixels(got), pixels(own)
    assert any(own), name
    reach = 0 if exact else 1
    for y in range(reach, 256 - reach):
        for x in range(reach, 256 - reach):
            around = [own[(y + dy) * 256 + x + dx] for dy in range(-reach, reach + 1) for dx in range(-reach, reach + 1)]
            assert got[y * 256 + x] in around, f"{name}: pixel {x} {y}: {got[y * 256 + x]}, {around}"
    print(f"{name}: a window of it is a tile")


def main(base, folder):
    tiles = {style: fetch(f"{base}/tiles/{style}/{Z}/{X}/{Y}.png") for style in ("cases", "risk", "grids")}

    capabilities = f"{base}/wmts/1.0.0/WMTSCapabilities.xml"
    listed = gdal.Open(f"WMTS:{capabilities}")
    assert len(listed.GetSubDatasets()) > 10, listed.GetSubDatasets()
    same("GDAL WMTS", gdal.Open(f"WMTS:{capabilities},layer=risk"), tiles["risk"], exact=False)

    service = f"""<GDAL_WMS><Service name="TMS"><ServerUrl>{base}/tiles/cases/${{z}}/${{x}}/${{y}}.png</ServerUrl></Service>
      <DataWindow><UpperLeftX>{-HALF}</UpperLeftX><UpperLeftY>{HALF}</UpperLeftY><LowerRightX>{HALF}</LowerRightX>
      <LowerRightY>{-HALF}</LowerRightY><TileLevel>{Z}</TileLevel><TileCountX>1</TileCountX><TileCountY>1</TileCountY>
      <YOrigin>top</YOrigin></DataWindow><Projection>EPSG:3857</Projection><BlockSizeX>256</BlockSizeX>
      <BlockSizeY>256</BlockSizeY><BandsCount>4</BandsCount></GDAL_WMS>"""
    same("GDAL XYZ", gdal.Open(service), tiles["cases"])

    items = ogr.Open(f"{base}/ogc/collections/grids-grid/items?limit=10000")
    grids = items.GetLayer(0).GetFeatureCount()
    assert grids > 5, grids
    features = gdal.OpenEx(
        f"OGCAPI:{base}/ogc/collections/grids-grid", gdal.OF_VECTOR, open_options=["API=ITEMS"]
    )
    assert features.GetLayer(0).GetFeatureCount() == grids
    print(f"GDAL OGCAPI: {grids} features")
    if int(gdal.VersionInfo()) >= 3070000:
        options = ["API=TILES", "IMAGE_FORMAT=PNG", "TILEMATRIXSET=WebMercatorQuad"]
        maps = gdal.OpenEx(f"OGCAPI:{base}/ogc/collections/cases", gdal.OF_RASTER, open_options=options)
        same("GDAL OGCAPI", maps, tiles["cases"], exact=False)
    else:
        print("skipped: GDAL before 3.7 reads no tile matrix set in the form of version 2 of the standard")

    vector = fetch(f"{base}/tiles/grids/{Z}/{X}/{Y}.mvt")
    gdal.FileFromMemBuffer("/vsimem/tile.mvt", vector)
    tile = gdal.OpenEx("/vsimem/tile.mvt", gdal.OF_VECTOR, open_options=[f"X={X}", f"Y={Y}", f"Z={Z}"])
    layer = tile.GetLayerByName("grids")
    codes = {feature["code"] for feature in layer}
    west, east, south, north = layer.GetExtent()
    reach = SIDE * 0.2
    assert codes and west > WEST - reach and east < WEST + SIDE + reach, (codes, west, east)
    assert math.isclose(north, NORTH, abs_tol=SIDE) and south < north
    print(f"GDAL MVT: {len(codes)} grids where they are")

    same("GDAL MBTiles", gdal.OpenEx(f"{folder}/risk.mbtiles", gdal.OF_RASTER), tiles["risk"], exact=False)

    wmts = WebMapTileService(capabilities)
    assert wmts.identification.type == "OGC WMTS"
    assert {"cases", "risk", "grids-community"} <= set(wmts.contents)
    matrix_set = wmts.tilematrixsets["WebMercatorQuad"]
    assert abs(matrix_set.tilematrix["0"].scaledenominator - 559082264.0287178) < 1e-3
    options = {"tilematrixset": "WebMercatorQuad", "tilematrix": str(Z), "row": Y, "column": X, "format": "image/png"}
    tile = wmts.gettile(layer="risk", style="default", **options)
    assert tile.read() == tiles["risk"]
    by_parameters = wmts.buildTileRequest(layer="risk", style="default", **options)
    assert fetch(f"{base}/wmts?{by_parameters}") == tiles["risk"]
    dark = wmts.gettile(layer="risk", style="dark", **options).read()
    assert dark == fetch(f"{base}/tiles/risk/{Z}/{X}/{Y}.png?theme=dark") != tiles["risk"]
    for set_, matrix, degrees in (("w", Z, False), ("c", Z, True), ("WorldCRS84Quad", Z - 1, True)):
        column, row = (X, Y) if not degrees else (int((LON + 180) / 360 * 2**Z), int((90 - LAT) / 360 * 2**Z))
        assert str(matrix) in wmts.tilematrixsets[set_].tilematrix, set_
        named = {"tilematrixset": set_, "tilematrix": str(matrix), "row": row, "column": column, "format": "image/png"}
        tile = wmts.gettile(layer="risk", style="default", **named).read()
        assert tile == fetch(f"{base}/tiles/risk/{matrix}/{column}/{row}.png?set={set_}"), set_
        limits = wmts.contents["risk"].tilematrixsetlinks[set_].tilematrixlimits[str(matrix)]
        assert limits.mintilerow <= row <= limits.maxtilerow and limits.mintilecol <= column <= limits.maxtilecol
    same("GDAL WMTS w", gdal.Open(f"WMTS:{capabilities},layer=risk,tilematrixset=w"), tiles["risk"], exact=False)
    assert "current" in wmts.contents["risk"].dimensions["Time"]["values"]
    legend = wmts.contents["risk"].styles["default"]["legend"]
    assert fetch(legend)[:4] == b"\x89PNG"
    print(f"OWSLib: {len(wmts.contents)} layers, the same bytes")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), sys.argv[2])
