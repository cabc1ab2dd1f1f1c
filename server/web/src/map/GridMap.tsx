import Feature from "ol/Feature.js";
import LineString from "ol/geom/LineString.js";
import Point from "ol/geom/Point.js";
import VectorLayer from "ol/layer/Vector.js";
import OlMap from "ol/Map.js";
import { fromLonLat } from "ol/proj.js";
import VectorSource from "ol/source/Vector.js";
import CircleStyle from "ol/style/Circle.js";
import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import Text from "ol/style/Text.js";
import View from "ol/View.js";
import { useEffect, useRef } from "preact/hooks";
import type { JSX } from "preact";
import { suspectOffline } from "../connection.ts";
import { dataset } from "../state.ts";
import { theme } from "../theme.ts";
import { codeOf, gridTileLayer, gridTiles, type GridsShown } from "./grid-tiles.ts";
import { boundsOf, middlesOf, type Middles } from "./places.ts";
import { moveTime_ms, toExtent } from "./view.ts";

/** How an area is drawn: a letter beside the colour, so that none is told by colour alone. */
export interface AreaLook {
  fill: string;
  letter?: string;
}

/** Something that goes from one area to another, drawn as a line that ends in a spot; its weight is from 0 to 1. */
export interface Flow {
  from: string;
  to: string;
  weight: number;
}

/** A view that several maps share, so that they move together. */
export const sharedView = (): View => new View({ center: [0, 0], zoom: 2, maxZoom: 21 });

/** What a map of areas shows. */
export interface GridMapProps {
  /** The grids; none while they are not known. */
  grids: GridsShown | null;
  /** What is said to those who do not see it; a table beside it says the same. */
  label: string;
  /** How an area is drawn; it is drawn anew when this is another function. */
  lookOf: (code: string) => AreaLook;
  flows?: readonly Flow[];
  picked?: string | null;
  onPick?: (code: string | null) => void;
  /** Whether the map goes to the picked area. */
  zooms?: boolean;
  /** A place that is ringed, and to which the map goes when it changes. */
  spot?: { lon: number; lat: number; bounds?: readonly number[] } | null;
  /** A view that is shared with another map. */
  view?: View;
  /** Whether the view is moved to all grids at first. */
  fits?: boolean;
}

/** Metres a pixel at which a place is looked at. */
const SPOT_RESOLUTION_M = 0.6;
/** Below so many ground metres a pixel letters have room. */
const LETTERS_BELOW_M = 8;

/** Below so many ground metres a pixel borders are drawn in full, and from so many on not at all: they would cover a whole city. */
const FINE_BELOW_M = 12;
const COARSE_FROM_M = 60;

/** Room around what is shown, in pixels. */
const ROOM_PX = [20, 20, 20, 20];
const PICKED_ROOM_PX = [60, 60, 60, 60];

/** A map of areas by class, drawn from vector tiles. */
export function GridMap({ grids, label, lookOf, flows, picked = null, onPick, zooms = false, spot, view, fits = true }: GridMapProps): JSX.Element {
  const target = useRef<HTMLDivElement>(null);
  const map = useRef<OlMap | null>(null);
  const areas = useRef<ReturnType<typeof gridTileLayer> | null>(null);
  const lines = useRef(new VectorSource());
  const marks = useRef(new VectorSource());
  const drawn = useRef({ lookOf, picked, onPick });
  drawn.current = { lookOf, picked, onPick };
  const { tier, plan, state } = grids ?? {};
  useEffect(() => {
    const styles = styleMaker();
    const layer = gridTileLayer((feature, resolution) => styles(codeOf(feature), drawn.current, resolution), "grid-tiles");
    const made = new OlMap({ target: target.current!, layers: [layer, new VectorLayer({ source: lines.current, zIndex: 5 }), new VectorLayer({ source: marks.current, zIndex: 6 })], view: view ?? sharedView(), controls: [] });
    made.on("singleclick", (event) => {
      const hit = made.forEachFeatureAtPixel(event.pixel, codeOf, { layerFilter: (hitLayer) => hitLayer === layer });
      drawn.current.onPick?.(hit ?? null);
    });
    const bounds = dataset.peek()?.bounds;
    if (fits && bounds) made.getView().fit(toExtent(bounds), { padding: ROOM_PX, size: made.getSize() ?? [600, 400] });
    map.current = made;
    areas.current = layer;
    return () => made.setTarget(undefined);
  }, []);
  useEffect(() => areas.current?.setSource(tier && state !== undefined ? gridTiles({ tier, plan, state }) : null), [tier, plan, state]);
  useEffect(() => {
    let current = true;
    lines.current.clear();
    if (flows && flows.length > 0 && tier) {
      const ends = flows.flatMap(({ from, to }) => [from, to]);
      middlesOf(ends, tier, plan).then((middles) => current && drawFlows(lines.current, middles, flows), () => suspectOffline());
    }
    return () => {
      current = false;
    };
  }, [flows, tier, plan, state, theme.value]);
  useEffect(() => {
    marks.current.clear();
    const shown = map.current;
    if (!spot || !shown) return;
    const place = fromLonLat([spot.lon, spot.lat]);
    const ring = new Feature(new Point(place));
    ring.setStyle(new Style({ image: new CircleStyle({ radius: 16, stroke: new Stroke({ color: "#d1261b", width: 3 }) }) }));
    marks.current.addFeature(ring);
    shown.getView().animate({ center: place, resolution: SPOT_RESOLUTION_M, duration: moveTime_ms() });
  }, [spot]);
  useEffect(() => {
    if (!zooms || !picked) return;
    let current = true;
    const show = (bounds: Awaited<ReturnType<typeof boundsOf>>): void => {
      if (current && bounds) map.current?.getView().fit(toExtent(bounds), { padding: PICKED_ROOM_PX, duration: moveTime_ms(), maxZoom: 18 });
    };
    boundsOf(picked, plan).then(show, () => suspectOffline());
    return () => {
      current = false;
    };
  }, [picked, zooms, plan]);
  useEffect(() => areas.current?.changed(), [lookOf, picked, theme.value]);
  return <div ref={target} class="grid-map" role="img" aria-label={label} />;
}

/** Draws flows from the middle of one area to that of another. */
function drawFlows(lines: VectorSource, middles: Middles, flows: readonly Flow[]): void {
  lines.clear();
  const ink = theme.peek() === "dark" ? "#ffd58a" : "#5b2a86";
  for (const { from, to, weight } of flows) {
    const [start, end] = [middles.get(from), middles.get(to)];
    if (!start || !end) continue;
    const line = new Feature(new LineString([start, end]));
    const width = 1.5 + 4 * weight;
    line.setStyle([
      new Style({ stroke: new Stroke({ color: ink, width, lineCap: "round" }) }),
      new Style({ geometry: new Point(end), image: new CircleStyle({ radius: 3 + width / 2, fill: new Fill({ color: ink }) }) }),
    ]);
    lines.addFeature(line);
  }
}

/** Makes the style of an area; styles are kept by what they look like. */
function styleMaker(): (code: string, drawn: Pick<GridMapProps, "lookOf" | "picked">, resolution: number) => Style {
  const kept = new Map<string, Style>();
  return (code, { lookOf, picked }, resolution) => {
    const { fill, letter } = lookOf(code);
    const dark = theme.peek() === "dark";
    const isPicked = picked === code;
    const text = resolution < LETTERS_BELOW_M ? letter : undefined;
    const line = resolution < FINE_BELOW_M ? 1 : resolution < COARSE_FROM_M ? 0.4 : 0;
    const key = `${fill} ${text ?? ""} ${dark} ${isPicked} ${line}`;
    let style = kept.get(key);
    if (!style) {
      const ink = dark ? "#e9edf0" : "#1d2932";
      style = new Style({
        fill: new Fill({ color: fill }),
        ...(isPicked ? { stroke: new Stroke({ color: ink, width: 3.5 }) } : line > 0 ? { stroke: new Stroke({ color: dark ? "#0a0e14" : "#ffffff", width: line }) } : {}),
        ...(text ? { text: new Text({ text, font: "600 12px sans-serif", fill: new Fill({ color: ink }) }) } : {}),
        zIndex: isPicked ? 1 : 0,
      });
      kept.set(key, style);
    }
    return style;
  };
}
