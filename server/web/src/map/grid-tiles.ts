import type { FeatureLike } from "ol/Feature.js";
import MVT from "ol/format/MVT.js";
import VectorTileLayer from "ol/layer/VectorTile.js";
import VectorTileSource from "ol/source/VectorTile.js";
import type { StyleFunction } from "ol/style/Style.js";
import type { Tier } from "../link.ts";
import { suspectOffline } from "../connection.ts";

/** The grids of a tier, of what is in force or of a plan; `state` names the state of it, so that another one is asked for anew. */
export interface GridsShown {
  tier: Tier;
  plan?: string | undefined;
  state: string | number;
}

/** The last zoom at which tiles of their own are worth their bytes: closer, they are enlarged. Half a metre a pixel. */
const LAST_ZOOM = 17;

/** The code of a grid in a tile. */
export const codeOf = (feature: FeatureLike): string => String(feature.get("code") ?? "");

/**
 * Where the tiles of grids are: only what is on the screen, with as much detail as can be seen of it. A city of
 * ten thousand grids is a few hundred kilobytes at first sight.
 */
export function gridTiles({ tier, plan, state }: GridsShown): VectorTileSource {
  const question = new URLSearchParams({ tier, ...(plan ? { plan } : {}), state: String(state) });
  const source = new VectorTileSource({
    format: new MVT(),
    url: `/tiles/load/{z}/{x}/{y}.mvt?${question}`,
    maxZoom: LAST_ZOOM,
    wrapX: false,
    transition: 0,
  });
  source.on("tileloaderror", () => void suspectOffline());
  return source;
}

/** A layer of grids in tiles. */
export const gridTileLayer = (style: StyleFunction, className: string): VectorTileLayer =>
  new VectorTileLayer({ style, className, updateWhileInteracting: false, updateWhileAnimating: false });
