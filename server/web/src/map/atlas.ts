import { effect, untracked } from "@preact/signals";
import { defaults as defaultInteractions } from "ol/interaction/defaults.js";
import type TileLayer from "ol/layer/Tile.js";
import OlMap from "ol/Map.js";
import { fromLonLat, toLonLat } from "ol/proj.js";
import type XYZ from "ol/source/XYZ.js";
import type { Bounds, Choices, Dataset } from "../api.ts";
import { marked } from "../check.ts";
import { suspectOffline } from "../connection.ts";
import type { LinkState } from "../link.ts";
import { clearSelection, selectPlace } from "../selection.ts";
import { choicesOf, connection, dataset, drawingOrder, layers, narrow, pointer, selection, tier } from "../state.ts";
import { theme } from "../theme.ts";
import { createHighlight, drawHighlight, inkHighlight } from "./highlight.ts";
import { createTileLayer } from "./tiles.ts";
import { applyView, createView, fitBounds, freePadding, moveTime_ms, openView, publishView } from "./view.ts";

/** The page's map: what the panels and keys may ask of it. */
export interface Atlas {
  zoomBy(steps: number): void;
  showAll(): void;
  show(bounds: Bounds): void;
  centreOn(lon: number, lat: number, zoom: number): void;
  pickCentre(): void;
  follow(link: LinkState): void;
}

let atlas: Atlas | null = null;

/** The map, once it is drawn. */
export const getAtlas = (): Atlas | null => atlas;

/** Draws the map into an element and keeps it in step with the state. */
export function createAtlas(target: HTMLElement, first: Dataset, link: LinkState): Atlas {
  const highlight = createHighlight();
  const map = new OlMap({
    target,
    layers: [highlight],
    view: createView(first),
    controls: [],
    interactions: defaultInteractions({ altShiftDragRotate: false, pinchRotate: false }),
    keyboardEventTarget: target,
  });
  const view = map.getView();
  map.updateSize();
  openView(view, first);
  listen(map);
  keepLayers(map);
  effect(() => inkHighlight(highlight, theme.value));
  effect(() => drawHighlight(highlight.getSource()!, selection.value, tier.value, marked.value));
  effect(() => {
    const place = selection.value;
    if (place?.status === "loading") untracked(() => uncover(map, place.lon, place.lat));
  });
  const made: Atlas = {
    zoomBy: (steps) => view.animate({ zoom: (view.getZoom() ?? 0) + steps, duration: moveTime_ms() }),
    showAll: () => fitBounds(view, dataset.peek()?.bounds ?? first.bounds),
    show: (bounds) => fitBounds(view, bounds),
    centreOn: (lon, lat, zoom) =>
      view.animate({ center: fromLonLat([lon, lat]), zoom, duration: moveTime_ms() }),
    pickCentre: () => {
      const [lon, lat] = toLonLat(view.getCenter()!);
      void selectPlace(lon!, lat!);
    },
    follow: (next) => followLink(map, next),
  };
  atlas = made;
  followLink(map, link);
  publishView(view);
  return made;
}

function followLink(map: OlMap, link: LinkState): void {
  if (link.view) applyView(map.getView(), link.view);
  if (link.selected) void selectPlace(link.selected.lon, link.selected.lat);
  else clearSelection();
}

function listen(map: OlMap): void {
  map.on("moveend", () => publishView(map.getView()));
  map.on("singleclick", (event) => {
    const [lon, lat] = toLonLat(event.coordinate);
    void selectPlace(lon!, lat!);
  });
  map.on("pointermove", (event) => {
    if (event.dragging) return;
    const [lon, lat] = toLonLat(event.coordinate);
    pointer.value = { lon: lon!, lat: lat! };
  });
  map.getTargetElement()?.addEventListener("pointerleave", () => (pointer.value = null));
}

/** Share of the map's height that stays free above the card on a phone. */
const PHONE_FREE_SHARE = 0.34;

/** Moves the map when the card would cover the picked place. */
function uncover(map: OlMap, lon: number, lat: number): void {
  const view = map.getView();
  const resolution = view.getResolution() ?? 1;
  const [x = 0, y = 0] = view.getCenter() ?? [];
  const [width = 0, height = 0] = map.getSize() ?? [];
  const [pointX = 0, pointY = 0] = fromLonLat([lon, lat]);
  const pixelX = width / 2 + (pointX - x) / resolution;
  const pixelY = height / 2 - (pointY - y) / resolution;
  const [top, , foot, left] = freePadding();
  const right = width - (narrow.peek() ? 16 : 372);
  const bottom = narrow.peek() ? height * PHONE_FREE_SHARE : height - foot;
  const dx = Math.min(0, pixelX - left) + Math.max(0, pixelX - right);
  const dy = Math.min(0, pixelY - top) + Math.max(0, pixelY - bottom);
  if (dx === 0 && dy === 0) return;
  view.animate({ center: [x + dx * resolution, y - dy * resolution], duration: moveTime_ms() });
}

/** A drawn style; `key` tells when it must be drawn anew. */
interface Drawn {
  key: string;
  layer: Promise<TileLayer<XYZ>>;
}

/** Adds, removes and restyles tile layers as the state says. */
function keepLayers(map: OlMap): void {
  const drawn = new Map<string, Drawn>();
  effect(() => {
    const current = dataset.value;
    if (!current || connection.value === "offline") return;
    const order = drawingOrder(current.styles.map((style) => style.id));
    for (const style of current.styles) {
      const choices = choicesOf(style);
      const state = layers.value[style.id];
      const key = `${Object.values(choices).join(" ")} ${current.revision} ${current.instance}`;
      const before = drawn.get(style.id);
      if (before && before.key !== key) dropLayer(map, drawn, style.id);
      if (state?.on && !drawn.has(style.id)) drawLayer(map, drawn, style.id, key, choices, current);
      const apply = (layer: TileLayer<XYZ>): void => {
        layer.setZIndex(order.indexOf(style.id));
        layer.setVisible(state?.on ?? false);
        layer.setOpacity(state?.opacity ?? 1);
      };
      drawn.get(style.id)?.layer.then(apply, () => undefined);
    }
  });
  let wasOffline = false;
  effect(() => {
    const offline = connection.value === "offline";
    if (wasOffline && !offline) refresh(drawn);
    wasOffline = offline;
  });
}

function drawLayer(
  map: OlMap,
  drawn: Map<string, Drawn>,
  id: string,
  key: string,
  choices: Choices,
  current: Dataset,
): void {
  const layer = createTileLayer(id, choices, current.bounds);
  drawn.set(id, { key, layer });
  layer.then(
    (ready) => {
      if (drawn.get(id)?.layer === layer) map.addLayer(ready);
    },
    () => {
      if (drawn.get(id)?.layer === layer) drawn.delete(id);
      void suspectOffline();
    },
  );
}

function dropLayer(map: OlMap, drawn: Map<string, Drawn>, id: string): void {
  const old = drawn.get(id);
  drawn.delete(id);
  // not disposed: a frame on its way may still ask the layer for its tiles
  old?.layer.then((layer) => map.removeLayer(layer), () => undefined);
}

function refresh(drawn: Map<string, Drawn>): void {
  for (const { layer } of drawn.values()) layer.then((ready) => ready.getSource()?.refresh(), () => undefined);
}
