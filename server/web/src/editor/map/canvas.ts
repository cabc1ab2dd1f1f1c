import { effect } from "@preact/signals";
import { defaults as defaultInteractions } from "ol/interaction/defaults.js";
import Feature from "ol/Feature.js";
import type Geometry from "ol/geom/Geometry.js";
import MultiPolygon from "ol/geom/MultiPolygon.js";
import VectorLayer from "ol/layer/Vector.js";
import VectorImageLayer from "ol/layer/VectorImage.js";
import { buffer } from "ol/extent.js";
import OlMap from "ol/Map.js";
import type View from "ol/View.js";
import VectorSource from "ol/source/Vector.js";
import type { Dataset } from "../../api.ts";
import { applyView, createView, moveTime_ms, publishView, toExtent } from "../../map/view.ts";
import { view as viewState } from "../../state.ts";
import { theme } from "../../theme.ts";
import { colourBy, grids, inForce, type DraftGrid } from "../draft.ts";
import type { Box, Outline, Position } from "../outline.ts";
import { compactTitle } from "../words.ts";
import { changeClass, gridStyles, labelStyle, loadClass, partStyles, type GridFill, type Part } from "./inks.ts";

/** A layer of things over the grids; each thing is drawn as the part it is. */
export interface Overlay {
  put(things: readonly { part: Part; geometry: Geometry }[]): void;
}

/** The editor's map. */
export interface Canvas {
  map: OlMap;
  /** Adds a layer over the grids; those added later lie higher. */
  overlay(): Overlay;
  /** Hides grids whose outlines are drawn otherwise for now. */
  hide(codes: ReadonlySet<string>): void;
  fit(box: Box): void;
  centre(at: Position): void;
  zoomBy(steps: number): void;
  dispose(): void;
}

/** Radius of the sphere of the map's projection, in metres. */
const SPHERE_M = 6_378_137;

/** A position in the projection of the map. */
export const projected = ([lon, lat]: Position): [number, number] => [
  (SPHERE_M * lon * Math.PI) / 180,
  SPHERE_M * Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)),
];

/** An outline in the projection of the map. */
export const areaOf = (outline: Outline): MultiPolygon =>
  new MultiPolygon(outline.map((polygon) => polygon.map((ring) => ring.map(projected))));

/** Grids narrower than this on the screen have no label. */
const LABEL_FROM_PX = 74;

/** Coarser than this many metres per pixel, borders are hairlines. */
const COARSE_M = 20;

/** Draws the map into an element and keeps its grids in step with the draft. */
export function createCanvas(target: HTMLElement, dataset: Dataset): Canvas {
  const map = new OlMap({
    target,
    layers: [],
    view: createView(dataset),
    controls: [],
    interactions: defaultInteractions({ altShiftDragRotate: false, pinchRotate: false, doubleClickZoom: false, shiftDragZoom: false, keyboard: false }),
  });
  const view = map.getView();
  map.updateSize();
  const kept = viewState.peek();
  if (kept) applyView(view, kept);
  else fitBox(view, dataset.bounds, 0);
  map.on("moveend", () => publishView(view));
  const { layer, hidden, stop } = gridLayer();
  map.addLayer(layer);
  let overlays = 0;
  return {
    map,
    overlay: () => {
      overlays += 1;
      return addOverlay(map, 20 + overlays);
    },
    hide: (codes) => {
      hidden.codes = codes;
      layer.changed();
    },
    fit: (box) => fitBox(view, box, moveTime_ms()),
    centre: (at) => view.animate({ center: projected(at), zoom: Math.max(view.getZoom() ?? 0, 18), duration: moveTime_ms() }),
    zoomBy: (steps) => view.animate({ zoom: (view.getZoom() ?? 0) + steps, duration: moveTime_ms() }),
    dispose: () => {
      stop();
      map.setTarget(undefined);
      map.dispose();
    },
  };
}

/** Room around what is shown, in pixels: at the foot stands the bar of the tool. */
const ROOM_PX = [24, 24, 120, 24];
/** Room around a box without width, in metres of the projection. */
const LEAST_MARGIN_M = 5;

function fitBox(view: View, box: Box, duration: number): void {
  view.fit(buffer(toExtent([...box]), LEAST_MARGIN_M), { padding: ROOM_PX, maxZoom: 18, duration });
}

/** The box of the map's ground in degrees that is shown, as an extent of the projection. */
export const shownExtent = (map: OlMap): number[] => map.getView().calculateExtent(map.getSize());

/** Whether a box in degrees is on the screen. */
export function isShown(map: OlMap, box: Box): boolean {
  const [west, south, east, north] = shownExtent(map) as [number, number, number, number];
  const [w, s, e, n] = toExtent([...box]) as [number, number, number, number];
  return w < east && west < e && s < north && south < n;
}

function addOverlay(map: OlMap, zIndex: number): Overlay {
  const source = new VectorSource();
  const layer = new VectorLayer({ source, zIndex, updateWhileAnimating: true, updateWhileInteracting: true });
  map.addLayer(layer);
  effect(() => {
    const styles = partStyles(theme.value);
    layer.setStyle((feature) => styles[feature.get("part") as Part]);
  });
  return {
    put: (things) => {
      source.clear(true);
      source.addFeatures(things.map(({ part, geometry }) => new Feature({ part, geometry })));
    },
  };
}

/** The class by which a grid is coloured. */
function fillOfGrid(grid: DraftGrid, by: string, before: ReadonlyMap<string, DraftGrid | null>): GridFill {
  if (by === "load") return { by, class: loadClass(grid.households) };
  if (by !== "change") return null;
  if (!before.has(grid.code)) return { by: "change", class: 1 };
  return { by: "change", class: changeClass(grid.households - (before.get(grid.code)?.households ?? 0)) };
}

/** The grids of the draft as a layer that follows them. */
function gridLayer(): { layer: VectorImageLayer<VectorSource>; hidden: { codes: ReadonlySet<string> }; stop: () => void } {
  const source = new VectorSource();
  const hidden = { codes: new Set<string>() as ReadonlySet<string> };
  const layer = new VectorImageLayer({ source, zIndex: 10, declutter: true, className: "editor-grids", imageRatio: 1.3 });
  const features = new Map<string, { grid: DraftGrid; feature: Feature }>();
  const stopGrids = effect(() => syncFeatures(source, features, grids.value));
  const stopStyle = effect(() => {
    const [by, before, now] = [colourBy.value, inForce.value, theme.value];
    const styles = gridStyles(now);
    layer.setStyle((feature, resolution) => {
      const grid = feature.get("grid") as DraftGrid;
      if (hidden.codes.has(grid.code)) return undefined;
      const style = styles(fillOfGrid(grid, by, before), grid.lock, resolution > COARSE_M);
      const width_px = (projected([grid.box[2], 0])[0] - projected([grid.box[0], 0])[0]) / resolution;
      return width_px < LABEL_FROM_PX ? style : [style, labelStyle(now, compactTitle(grid))];
    });
  });
  return { layer, hidden, stop: () => (stopGrids(), stopStyle()) };
}

/** Brings features in step with the grids: only what changed is made anew. */
function syncFeatures(source: VectorSource, known: Map<string, { grid: DraftGrid; feature: Feature }>, now: ReadonlyMap<string, DraftGrid>): void {
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
