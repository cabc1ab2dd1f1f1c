import { getPointResolution, transformExtent, fromLonLat, toLonLat } from "ol/proj.js";
import { buffer, getHeight, getWidth, type Extent } from "ol/extent.js";
import View from "ol/View.js";
import type { Bounds, Dataset } from "../api.ts";
import type { ViewState } from "../link.ts";
import { metresPerPixel, narrow, panels, view as viewState } from "../state.ts";

/** Bounds in degrees as an extent in EPSG:3857. */
export const toExtent = (bounds: Bounds): Extent =>
  transformExtent(bounds, "EPSG:4326", "EPSG:3857");

/** True when the reader asks for less motion. */
export const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** Time of a camera move. */
export const moveTime_ms = (): number => (calm.matches ? 0 : 280);

/** A view that cannot lose the data: its centre stays near them, its zooms are those of tiles. */
export function createView(dataset: Dataset): View {
  const extent = toExtent(dataset.bounds);
  const reach = Math.max(getWidth(extent), getHeight(extent));
  return new View({
    center: fromLonLat(dataset.center),
    zoom: dataset.zoom,
    minZoom: Math.max(0, dataset.zoom - 5),
    maxZoom: 21,
    extent: buffer(extent, reach),
    constrainOnlyCenter: true,
    constrainResolution: true,
    enableRotation: false,
  });
}

/** Share of a phone's height that an open sheet takes. */
const PHONE_SHEET_SHARE = 0.5;

/** Space that panels take from the map: top, right, bottom, left in pixels. */
export function freePadding(): [number, number, number, number] {
  if (narrow.peek()) return [24, 16, panels.peek().check ? innerHeight * PHONE_SHEET_SHARE : 24, 16];
  const { layers, check, legend, table } = panels.peek();
  return [24, legend ? 292 : 24, table ? 360 : 48, layers || check ? 332 : 24];
}

/** Room around what is shown, in metres of the projection. */
const LEAST_MARGIN_M = 5;

/** Shows bounds in the free part of the map, at the nearest zoom. */
export function fitBounds(view: View, bounds: Bounds, animate = true): void {
  // A box without width cannot be fitted.
  view.fit(buffer(toExtent(bounds), LEAST_MARGIN_M), {
    padding: freePadding(),
    nearest: true,
    maxZoom: 19,
    ...(animate ? { duration: moveTime_ms() } : {}),
  });
}

/** The first picture: all of the data, or the data set's own start where that is closer and there is room. */
export function openView(view: View, dataset: Dataset): void {
  fitBounds(view, dataset.bounds, false);
  if (narrow.peek() || (view.getZoom() ?? 0) >= dataset.zoom) return;
  view.setCenter(fromLonLat(dataset.center));
  view.setZoom(dataset.zoom);
}

/** Moves to a linked position. */
export function applyView(view: View, state: ViewState): void {
  view.setCenter(fromLonLat([state.lon, state.lat]));
  view.setZoom(state.zoom);
}

/** Publishes where the view stands. */
export function publishView(view: View): void {
  const center = view.getCenter();
  const resolution = view.getResolution();
  if (!center || resolution === undefined) return;
  const [lon = 0, lat = 0] = toLonLat(center);
  viewState.value = { lon, lat, zoom: view.getZoom() ?? 0 };
  metresPerPixel.value = getPointResolution("EPSG:3857", resolution, center, "m");
}
