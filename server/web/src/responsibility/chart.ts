import { effect } from "@preact/signals";
import { containsExtent, getWidth } from "ol/extent.js";
import { defaults as defaultInteractions } from "ol/interaction/defaults.js";
import VectorLayer from "ol/layer/Vector.js";
import OlMap from "ol/Map.js";
import { toLonLat } from "ol/proj.js";
import VectorSource from "ol/source/Vector.js";
import type { Bounds, Choices, Dataset } from "../api.ts";
import { lang } from "../i18n.ts";
import { createTileLayer } from "../map/tiles.ts";
import { createView, moveTime_ms, toExtent } from "../map/view.ts";
import { connection, dataset, tier } from "../state.ts";
import { theme } from "../theme.ts";
import { absenceMark, around, crossingMark, outlineMark, placeMark } from "./marks.ts";
import { getGridOf } from "./requests.ts";
import { absent, colouring, combNames, epoch, gates, grid, place, plan, pointed } from "./store.ts";

/** What the screen may ask of its map. */
export interface Chart {
  zoomBy(steps: number): void;
  showAll(): void;
  pickCentre(): void;
  remove(): void;
}

/** So many outlines are fetched of the grids that an absence concerns; of the others the box is drawn. */
const OUTLINES_MAX = 60;
/** How strongly the colours show under gates, which have colours of their own. */
const UNDER_GATES = 0.3;
/** How strongly they show otherwise: in the dark theme names are pale, and so are the colours of what is well. */
const COLOURS = { light: 0.85, dark: 0.55 } as const;
/** How strongly streets show over the colours. */
const STREETS = 0.4;
const MARGIN_PX = 28;
/** A grid that takes less than this share of the view is too small to be seen. */
const SEEN_SHARE = 0.04;

/** Draws the map into an element and keeps it in step with the screen; `onPick` is told of places that are clicked. */
export function createChart(target: HTMLElement, first: Dataset, onPick: (lon: number, lat: number) => void): Chart {
  const marks = { outline: new VectorSource(), absence: new VectorSource(), gates: new VectorSource(), place: new VectorSource() };
  const layers = Object.values(marks).map((source, index) => new VectorLayer({ source, zIndex: 10 + index, declutter: source === marks.absence }));
  const map = new OlMap({
    target,
    layers,
    view: createView(first),
    controls: [],
    interactions: defaultInteractions({ altShiftDragRotate: false, pinchRotate: false }),
    keyboardEventTarget: target,
  });
  const view = map.getView();
  const show = (bounds: Bounds | null, maxZoom = 18): void => {
    if (!bounds) return;
    view.fit(toExtent(bounds), { padding: [MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX], size: map.getSize() ?? [600, 400], maxZoom, duration: moveTime_ms() });
  };
  const isSeen = (bounds: Bounds): boolean => {
    const [extent, seen] = [toExtent(bounds), view.calculateExtent(map.getSize())];
    return containsExtent(seen, extent) && getWidth(extent) > SEEN_SHARE * getWidth(seen);
  };
  map.updateSize();
  view.fit(toExtent(first.bounds), { padding: [12, 12, 12, 12], size: map.getSize() ?? [600, 400] });
  map.on("singleclick", (event) => {
    const hit = map.forEachFeatureAtPixel(event.pixel, (feature) => feature.get("crossing") as number | undefined, { hitTolerance: 4 });
    if (hit !== undefined) {
      pointed.value = hit;
      return;
    }
    const [lon = 0, lat = 0] = toLonLat(event.coordinate);
    onPick(lon, lat);
  });
  const stops = [keepTiles(map), keepPlace(marks.place), keepOutline(marks.outline, (bounds) => !isSeen(bounds) && show(bounds)), keepAbsence(marks.absence, show), keepGates(marks.gates)];
  return {
    zoomBy: (steps) => view.animate({ zoom: (view.getZoom() ?? 0) + steps, duration: moveTime_ms() }),
    showAll: () => show(dataset.peek()?.bounds ?? first.bounds),
    pickCentre: () => {
      const [lon = 0, lat = 0] = toLonLat(view.getCenter()!);
      onPick(lon, lat);
    },
    remove: () => {
      for (const stop of stops) stop();
      map.setTarget(undefined);
    },
  };
}

/** So many honeycombs of one phase are drawn at once; each is a picture of its own. */
const COMBS_MAX = 16;

/** The choices of a style as this screen draws it. */
export function choicesFor(style: string, layer: string | null = null): Choices {
  const options = dataset.value?.styles.find(({ id }) => id === style)?.options ?? {};
  return {
    areas: options.areas ? "grids" : null,
    tier: options.tier ? tier.value : null,
    by: null,
    labels: style === "labels" ? lang.value : null,
    theme: theme.value === "dark" ? "dark" : null,
    layer,
    plan: plan.value ?? null,
  };
}

/** A style that is drawn. */
interface Drawn {
  name: string;
  tiles: Awaited<ReturnType<typeof createTileLayer>>;
}

/** The pictures over each other, from the ground up: a style, and of honeycombs which one. */
function pictures(current: Dataset): [style: string, layer: string | null][] {
  const has = (name: string): boolean => current.styles.some(({ id }) => id === name);
  const combs = colouring.value === "honeycomb" ? combNames.value.slice(0, COMBS_MAX) : [];
  const coloured: [string, string | null][] = colouring.value === "honeycomb" ? combs.map((name) => ["honeycomb", name]) : [[colouring.value, null]];
  const over = (["streets", "grids", "labels"] as const).map((name): [string, null] => [name, null]);
  return [...coloured, ...over].filter(([name]) => has(name));
}

/** Keeps the tiles: what is coloured, the streets and the borders over it, the names on top. */
function keepTiles(map: OlMap): () => void {
  let turn = 0;
  let drawn: Drawn[] = [];
  const dim = (): void => {
    const opacity = gates.peek() ? UNDER_GATES : COLOURS[theme.peek()];
    for (const { name, tiles } of drawn) {
      if (name === "kcover" || name === "vacancies") tiles.setOpacity(opacity);
      if (name === "streets") tiles.setOpacity(gates.peek() ? 1 : STREETS);
      if (name === "labels") tiles.setVisible(absent.peek() === null);
    }
  };
  const stopTiles = effect(() => {
    const current = dataset.value;
    if (!current || connection.value === "offline") return;
    void epoch.value;
    const mine = ++turn;
    const asked = pictures(current).map(async ([name, layer]) => ({ name, tiles: await createTileLayer(name, choicesFor(name, layer), current.bounds) }));
    void Promise.allSettled(asked).then((made) => {
      if (mine !== turn) return;
      for (const { tiles } of drawn) map.removeLayer(tiles);
      drawn = made.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
      drawn.forEach(({ tiles }, index) => {
        tiles.setZIndex(index);
        map.addLayer(tiles);
      });
      dim();
    });
  });
  const stopDim = effect(() => {
    void [absent.value, gates.value, theme.value];
    dim();
  });
  return () => {
    turn += 1;
    stopTiles();
    stopDim();
  };
}

const keepPlace = (source: VectorSource): (() => void) =>
  effect(() => {
    source.clear();
    if (place.value) source.addFeature(placeMark(place.value, theme.value));
  });

/** Outlines the picked grid and goes to it when it is another one. */
function keepOutline(source: VectorSource, show: (bounds: Bounds) => unknown): () => void {
  let shown = "";
  return effect(() => {
    const [code, ink, asked] = [grid.value, theme.value, plan.value];
    source.clear();
    if (!code) return;
    const isOther = code !== shown;
    shown = code;
    getGridOf(code, asked).then((found) => {
      if (grid.peek() !== code) return;
      source.clear();
      source.addFeature(outlineMark(found.geometry, ink));
      if (isOther) show(found.bounds);
    }, () => undefined);
  });
}

/** Marks the grids of the person whose absence is looked at. */
function keepAbsence(source: VectorSource, show: (bounds: Bounds | null) => void): () => void {
  let shown = "";
  return effect(() => {
    const [one, ink, asked] = [absent.value, theme.value, plan.value];
    source.clear();
    if (!one) {
      shown = "";
      return;
    }
    if (one.staff !== shown) show(around(one.areas.map(({ bounds }) => bounds)));
    shown = one.staff;
    const worst = [...one.areas].sort((a, b) => b.left_alone - a.left_alone || b.left_below - a.left_below);
    worst.forEach((area, index) => {
      const draw = (geometry: unknown): void => {
        if (absent.peek() === one && theme.peek() === ink) source.addFeature(absenceMark(area, geometry, ink));
      };
      if (index < OUTLINES_MAX) getGridOf(area.code, asked).then((found) => draw(found.geometry), () => draw(null));
      else draw(null);
    });
  });
}

const keepGates = (source: VectorSource): (() => void) =>
  effect(() => {
    source.clear();
    const found = gates.value;
    if (found) source.addFeatures(found.items.map((item) => crossingMark(item, item.number === pointed.value, theme.value)));
  });
