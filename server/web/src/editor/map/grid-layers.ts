import { effect, signal } from "@preact/signals";
import { buffer, getHeight, getWidth } from "ol/extent.js";
import Feature, { type FeatureLike } from "ol/Feature.js";
import VectorImageLayer from "ol/layer/VectorImage.js";
import type OlMap from "ol/Map.js";
import { transformExtent } from "ol/proj.js";
import VectorSource from "ol/source/Vector.js";
import type Style from "ol/style/Style.js";
import { codeOf, gridTileLayer, gridTiles } from "../../map/grid-tiles.ts";
import { theme } from "../../theme.ts";
import { colourBy, editedTier, grids, inForce, plan, status, type DraftGrid } from "../draft.ts";
import { meet, type Box } from "../outline.ts";
import { compactTitle } from "../words.ts";
import { changeClass, gridStyles, labelStyle, loadClass, type GridFill } from "./inks.ts";
import { areaOf, projected } from "./project.ts";

/** The grids of the draft on the map. */
export interface GridLayers {
  /** Hides grids whose outlines are drawn otherwise for now. */
  hide(codes: ReadonlySet<string>): void;
  stop(): void;
}

type Grids = ReadonlyMap<string, DraftGrid>;

/** More grids than this on the screen are drawn from tiles, with as much detail as can be seen. */
const OUTLINED_MAX = 800;
/** How far beyond the screen grids are drawn, as a share of it. */
const BEYOND = 0.3;
/** Grids narrower than this on the screen have no label. */
const LABEL_FROM_PX = 74;
/** Coarser than this many metres per pixel, borders are hairlines. */
const COARSE_M = 20;

/** The class by which a grid is coloured. */
function fillOfGrid(grid: DraftGrid, by: string, before: ReadonlyMap<string, DraftGrid | null>): GridFill {
  if (by === "load") return { by, class: loadClass(grid.households) };
  if (by !== "change") return null;
  if (!before.has(grid.code)) return { by: "change", class: 1 };
  return { by: "change", class: changeClass(grid.households - (before.get(grid.code)?.households ?? 0)) };
}

/** Which plan and tier are edited. */
const aboutNow = (): string => `${plan.peek()?.id} ${editedTier.peek()}`;

/** The ground that is shown, and some around it, in degrees. */
function groundOf(map: OlMap): Box {
  const extent = map.getView().calculateExtent(map.getSize());
  const around = buffer(extent, BEYOND * Math.max(getWidth(extent), getHeight(extent)));
  return transformExtent(around, "EPSG:3857", "EPSG:4326") as unknown as Box;
}

/**
 * Draws the grids of the draft and keeps them in step with it. While few are on the screen they are drawn by their own
 * outlines; of many, tiles are shown, over them the grids that changed since. Tiles are there before the draft is.
 */
export function createGridLayers(map: OlMap): GridLayers {
  const source = new VectorSource();
  const outlined = new VectorImageLayer({ source, zIndex: 10, declutter: true, className: "editor-grids", imageRatio: 1.3 });
  const tiled = gridTileLayer(() => undefined, "editor-tiles");
  tiled.setZIndex(9);
  map.addLayer(tiled);
  map.addLayer(outlined);
  const features = new Map<string, { grid: DraftGrid; feature: Feature }>();
  const ground = signal<Box>(groundOf(map));
  /** Which plan and tier the tiles are of, and its grids as the tiles show them. */
  let inTiles: { about: string; state: string; grids: Grids } | null = null;
  let hidden: ReadonlySet<string> = new Set();
  /** The grids by which the tiles were last coloured. */
  let inked: Grids = new Map();

  const onMove = (): void => {
    ground.value = groundOf(map);
  };
  map.on("moveend", onMove);

  /** Asks for the tiles of the draft as it is now. */
  const askForTiles = (): void => {
    const current = plan.peek();
    if (!current) return;
    const [about, state] = [aboutNow(), current.digest];
    if (inTiles?.about !== about || inTiles.state !== state) tiled.setSource(gridTiles({ tier: editedTier.peek(), plan: current.id, state }));
    inTiles = { about, state, grids: grids.peek() };
  };
  const stopShown = effect(() => {
    const [all, box] = [grids.value, ground.value];
    const isComing = status.value === "loading" && all.size === 0 && plan.value !== null;
    const near = all.size <= OUTLINED_MAX ? all : within(all, box);
    const isFar = isComing || near.size > OUTLINED_MAX;
    if (isFar && (!tiled.getVisible() || inTiles?.about !== aboutNow())) askForTiles();
    // tiles that were asked for before the draft was there show it as it came
    if (inTiles?.grids.size === 0) inTiles.grids = all;
    tiled.setVisible(isFar);
    syncFeatures(source, features, isFar ? changedSince(inTiles?.grids ?? all, all) : near);
    if (isFar && inked !== all) tiled.changed();
    inked = all;
  });
  const stopStyle = effect(() => {
    const [by, before, now] = [colourBy.value, inForce.value, theme.value];
    const styles = gridStyles(now);
    outlined.setStyle((feature, resolution) => {
      const grid = feature.get("grid") as DraftGrid;
      if (hidden.has(grid.code)) return undefined;
      const style = styles(fillOfGrid(grid, by, before), grid.lock, resolution > COARSE_M);
      const width_px = (projected([grid.box[2], 0])[0] - projected([grid.box[0], 0])[0]) / resolution;
      return width_px < LABEL_FROM_PX ? style : [style, labelStyle(now, compactTitle(grid))];
    });
    tiled.setStyle((feature: FeatureLike, resolution: number): Style | undefined => {
      const all = grids.peek();
      const coarse = resolution > COARSE_M;
      if (all.size === 0) return styles(by === "load" ? { by, class: loadClass(Number(feature.get("households"))) } : null, "open", coarse);
      const code = codeOf(feature);
      const grid = all.get(code);
      const isOwn = !grid || features.has(code) || hidden.has(code);
      return isOwn ? undefined : styles(fillOfGrid(grid, by, before), grid.lock, coarse);
    });
  });
  return {
    hide: (codes) => {
      if (hidden.size === 0 && codes.size === 0) return;
      hidden = codes;
      outlined.changed();
      if (tiled.getVisible()) tiled.changed();
    },
    stop: () => {
      map.un("moveend", onMove);
      stopShown();
      stopStyle();
    },
  };
}

/** The grids that meet a box. */
function within(all: Grids, box: Box): Grids {
  const found = new Map<string, DraftGrid>();
  for (const [code, grid] of all) if (meet(grid.box, box)) found.set(code, grid);
  return found;
}

/** The grids that are others than they were. */
function changedSince(before: Grids, now: Grids): Grids {
  const found = new Map<string, DraftGrid>();
  for (const [code, grid] of now) if (before.get(code) !== grid) found.set(code, grid);
  return found;
}

/** Brings features in step with the grids that are drawn: only what changed is made anew. */
function syncFeatures(source: VectorSource, known: Map<string, { grid: DraftGrid; feature: Feature }>, now: Grids): void {
  const fresh: Feature[] = [];
  for (const [code, grid] of now) {
    const before = known.get(code);
    if (before?.grid === grid) continue;
    if (before) source.removeFeature(before.feature);
    const feature = new Feature({ geometry: areaOf(grid.outline), grid });
    known.set(code, { grid, feature });
    fresh.push(feature);
  }
  for (const [code, { feature }] of known) {
    if (now.has(code)) continue;
    source.removeFeature(feature);
    known.delete(code);
  }
  source.addFeatures(fresh);
}
