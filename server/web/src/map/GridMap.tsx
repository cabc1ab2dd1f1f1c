import Feature, { type FeatureLike } from "ol/Feature.js";
import GeoJSON from "ol/format/GeoJSON.js";
import type { Coordinate } from "ol/coordinate.js";
import { getCenter } from "ol/extent.js";
import type Geometry from "ol/geom/Geometry.js";
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
import { moveTime_ms } from "./view.ts";
import { theme } from "../theme.ts";

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
  /** GeoJSON in degrees; each feature has its code as a property. */
  areas: unknown;
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
  /** Whether the view is moved to the areas when they come. */
  fits?: boolean;
}

const format = new GeoJSON({ dataProjection: "EPSG:4326", featureProjection: "EPSG:3857" });

/** Metres a pixel at which a place is looked at. */
const SPOT_RESOLUTION_M = 0.6;
/** Below so many ground metres a pixel letters have room. */
const LETTERS_BELOW_M = 8;

/** Below so many ground metres a pixel borders are drawn in full, and from so many on not at all: they would cover a whole city. */
const FINE_BELOW_M = 12;
const COARSE_FROM_M = 60;

/** A map of areas by class, drawn from their outlines. */
export function GridMap({ areas, label, lookOf, flows, picked = null, onPick, zooms = false, spot, view, fits = true }: GridMapProps): JSX.Element {
  const target = useRef<HTMLDivElement>(null);
  const map = useRef<OlMap | null>(null);
  const source = useRef(new VectorSource());
  const lines = useRef(new VectorSource());
  const marks = useRef(new VectorSource());
  const drawn = useRef({ lookOf, picked, onPick });
  drawn.current = { lookOf, picked, onPick };
  useEffect(() => {
    const styles = styleMaker();
    const layer = new VectorLayer({
      source: source.current,
      style: (feature, resolution) => styles(codeOf(feature), drawn.current, resolution),
      updateWhileInteracting: false,
    });
    const made = new OlMap({ target: target.current!, layers: [layer, new VectorLayer({ source: lines.current, zIndex: 5 }), new VectorLayer({ source: marks.current, zIndex: 6 })], view: view ?? sharedView(), controls: [] });
    made.on("singleclick", (event) => {
      const hit = made.forEachFeatureAtPixel(event.pixel, codeOf, { layerFilter: (hitLayer) => hitLayer === layer });
      drawn.current.onPick?.(hit ?? null);
    });
    map.current = made;
    return () => made.setTarget(undefined);
  }, []);
  useEffect(() => {
    source.current.clear();
    if (!areas) return;
    source.current.addFeatures(format.readFeatures(areas) as Feature<Geometry>[]);
    const extent = source.current.getExtent();
    if (fits && extent && Number.isFinite(extent[0])) map.current?.getView().fit(extent, { padding: [20, 20, 20, 20], size: map.current.getSize() ?? [600, 400] });
  }, [areas]);
  useEffect(() => drawFlows(lines.current, source.current, flows ?? []), [flows, areas, theme.value]);
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
    const area = zooms && picked ? source.current.getFeatures().find((feature) => codeOf(feature) === picked) : undefined;
    const extent = area?.getGeometry()?.getExtent();
    if (extent) map.current?.getView().fit(extent, { padding: [60, 60, 60, 60], duration: moveTime_ms(), maxZoom: 18 });
  }, [picked, zooms]);
  useEffect(() => source.current.changed(), [lookOf, picked, theme.value]);
  return <div ref={target} class="grid-map" role="img" aria-label={label} />;
}

/** Draws flows from the inside of one area to that of another. */
function drawFlows(lines: VectorSource, areas: VectorSource, flows: readonly Flow[]): void {
  lines.clear();
  if (flows.length === 0) return;
  const ink = theme.peek() === "dark" ? "#ffd58a" : "#5b2a86";
  const inside = new Map<string, Coordinate>();
  for (const feature of areas.getFeatures()) {
    const extent = feature.getGeometry()?.getExtent();
    if (extent) inside.set(codeOf(feature), getCenter(extent));
  }
  for (const { from, to, weight } of flows) {
    const [start, end] = [inside.get(from), inside.get(to)];
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

const codeOf = (feature: FeatureLike): string => String(feature.get("code") ?? feature.getId() ?? "");

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
