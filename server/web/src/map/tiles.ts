import TileLayer from "ol/layer/Tile.js";
import XYZ from "ol/source/XYZ.js";
import TileGrid from "ol/tilegrid/TileGrid.js";
import { getTileJson, tileUrl, type Bounds, type Choices, type TileJson } from "../api.ts";
import { suspectOffline } from "../connection.ts";
import { pendingTiles } from "../state.ts";
import { calm, toExtent } from "./view.ts";

/** Half the width of the EPSG:3857 square. */
const HALF_WORLD_M = 20037508.342789244;
/** Side of a tile on the screen, in CSS pixels. */
const TILE_CSS_PX = 256;

/** Styles whose symbols have a size in pixels: twice the density would halve them. */
const SYMBOL_STYLES = new Set(["addresses", "checkpoints", "labels"]);

/** Pixels of a style's tile image: twice the density on fine screens, but for symbols. */
export const tileSize_px = (style: string): 256 | 512 =>
  devicePixelRatio > 1.25 && !SYMBOL_STYLES.has(style) ? 512 : 256;

/** The layer of a style; beyond the style's last zoom its tiles are enlarged. */
export async function createTileLayer(
  style: string,
  choices: Choices,
  bounds: Bounds,
): Promise<TileLayer<XYZ>> {
  const size_px = tileSize_px(style);
  const tileJson = await getTileJson(style, size_px, choices);
  const source = new XYZ({
    url: tileUrl(style, size_px, choices),
    tileGrid: tileGrid(tileJson, bounds),
    tilePixelRatio: size_px / TILE_CSS_PX,
    transition: calm.matches ? 0 : 180,
    wrapX: false,
  });
  countTiles(source);
  // a class of its own gives the layer a canvas of its own, which is faded as a whole
  return new TileLayer({ source, className: `tiles tiles-${style}`, preload: 1 });
}

/** The standard grid, narrowed to the zooms and the ground for which there are tiles. */
function tileGrid(tileJson: TileJson, bounds: Bounds): TileGrid {
  const resolutions = Array.from(
    { length: tileJson.maxzoom + 1 },
    (_, zoom) => (2 * HALF_WORLD_M) / TILE_CSS_PX / 2 ** zoom,
  );
  return new TileGrid({
    origin: [-HALF_WORLD_M, HALF_WORLD_M],
    extent: toExtent(tileJson.bounds ?? bounds),
    resolutions,
    minZoom: tileJson.minzoom,
    tileSize: TILE_CSS_PX,
  });
}

function countTiles(source: XYZ): void {
  const done = (): void => {
    pendingTiles.value = Math.max(0, pendingTiles.value - 1);
  };
  source.on("tileloadstart", () => (pendingTiles.value += 1));
  source.on("tileloadend", done);
  source.on("tileloaderror", () => {
    done();
    void suspectOffline();
  });
}
