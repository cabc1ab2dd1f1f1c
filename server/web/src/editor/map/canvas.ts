import { effect } from "@preact/signals";
import { defaults as defaultInteractions } from "ol/interaction/defaults.js";
import Feature from "ol/Feature.js";
import type Geometry from "ol/geom/Geometry.js";
import VectorLayer from "ol/layer/Vector.js";
import { buffer } from "ol/extent.js";
import OlMap from "ol/Map.js";
import type View from "ol/View.js";
import VectorSource from "ol/source/Vector.js";
import type { Dataset } from "../../api.ts";
import { applyView, createView, moveTime_ms, publishView, toExtent } from "../../map/view.ts";
import { view as viewState } from "../../state.ts";
import { theme } from "../../theme.ts";
import type { Box, Position } from "../outline.ts";
import { projected } from "./project.ts";
import { createGridLayers } from "./grid-layers.ts";
import { partStyles, type Part } from "./inks.ts";

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
  const gridLayers = createGridLayers(map);
  let overlays = 0;
  return {
    map,
    overlay: () => {
      overlays += 1;
      return addOverlay(map, 20 + overlays);
    },
    hide: gridLayers.hide,
    fit: (box) => fitBox(view, box, moveTime_ms()),
    centre: (at) => view.animate({ center: projected(at), zoom: Math.max(view.getZoom() ?? 0, 18), duration: moveTime_ms() }),
    zoomBy: (steps) => view.animate({ zoom: (view.getZoom() ?? 0) + steps, duration: moveTime_ms() }),
    dispose: () => {
      gridLayers.stop();
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
