import Feature from "ol/Feature.js";
import GeoJSON from "ol/format/GeoJSON.js";
import type Geometry from "ol/geom/Geometry.js";
import Point from "ol/geom/Point.js";
import { fromExtent } from "ol/geom/Polygon.js";
import { fromLonLat } from "ol/proj.js";
import CircleStyle from "ol/style/Circle.js";
import Fill from "ol/style/Fill.js";
import RegularShape from "ol/style/RegularShape.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import Text from "ol/style/Text.js";
import type { Bounds } from "../api.ts";
import { toExtent } from "../map/view.ts";
import type { CrossingRow } from "./requests.ts";

/** Colours of what is drawn over the tiles, in both themes. */
const INKS = {
  light: { line: "#14418c", casing: "#ffffffe6", gate: "#2f7040", block: "#b3261e", text: "#ffffff", alone: "#b3261e", below: "#a85200", label: "#1d2932" },
  dark: { line: "#9cc4ff", casing: "#0a0e14d9", gate: "#83cf95", block: "#ff8d80", text: "#0a0e14", alone: "#ff8d80", below: "#f7b055", label: "#e9edf0" },
} as const;

/** A theme. */
export type Theme = keyof typeof INKS;

const format = new GeoJSON({ dataProjection: "EPSG:4326", featureProjection: "EPSG:3857" });

const cased = (line: string, casing: string, width: number, dash?: number[]): Style[] => [
  new Style({ stroke: new Stroke({ color: casing, width: width + 3 }) }),
  new Style({ stroke: new Stroke({ color: line, width, ...(dash ? { lineDash: dash } : {}) }) }),
];

/** The outline of the picked grid. */
export function outlineMark(geometry: unknown, theme: Theme): Feature<Geometry> {
  const ink = INKS[theme];
  const mark = new Feature<Geometry>(format.readGeometry(geometry) ?? undefined);
  mark.setStyle(cased(ink.line, ink.casing, 3));
  return mark;
}

/** The place that was asked about. */
export function placeMark({ lon, lat }: { lon: number; lat: number }, theme: Theme): Feature<Geometry> {
  const ink = INKS[theme];
  const mark = new Feature<Geometry>(new Point(fromLonLat([lon, lat])));
  mark.setStyle(new Style({ image: new CircleStyle({ radius: 7, fill: new Fill({ color: ink.line }), stroke: new Stroke({ color: ink.casing, width: 3 }) }) }));
  return mark;
}

/** A grid that an absence concerns: how many addresses it leaves with too few stands in it, a dash tells that all have enough. */
export function absenceMark(area: { bounds: Bounds; left_below: number; left_alone: number }, geometry: unknown, theme: Theme): Feature<Geometry> {
  const ink = INKS[theme];
  const worst = area.left_alone > 0 ? ink.alone : area.left_below > 0 ? ink.below : ink.line;
  const left = Math.max(area.left_alone, area.left_below);
  const outline = geometry ? format.readGeometry(geometry) : null;
  const mark = new Feature<Geometry>(outline ?? fromExtent(toExtent(area.bounds)));
  const text = new Text({
    text: left > 0 ? String(left) : "–", font: "600 13px sans-serif", overflow: true,
    fill: new Fill({ color: ink.label }), stroke: new Stroke({ color: ink.casing, width: 4 }),
  });
  mark.setStyle([...cased(worst, ink.casing, left > 0 ? 3 : 2, left > 0 ? undefined : [6, 5]), new Style({ text })]);
  return mark;
}

/** A gate, a circle with its number, or a block, a square with a bar. */
export function crossingMark(crossing: CrossingRow, isPointed: boolean, theme: Theme): Feature<Geometry> {
  const ink = INKS[theme];
  const isGate = crossing.state === "gate";
  const edge = new Stroke({ color: isPointed ? ink.line : ink.casing, width: isPointed ? 4 : 2 });
  const fill = new Fill({ color: isGate ? ink.gate : ink.block });
  const size = isPointed ? 13 : isGate ? 11 : 8;
  const image = isGate ? new CircleStyle({ radius: size, fill, stroke: edge }) : new RegularShape({ points: 4, radius: size, angle: Math.PI / 4, fill, stroke: edge });
  const text = new Text({ text: isGate ? String(crossing.number) : "–", font: "700 12px sans-serif", fill: new Fill({ color: ink.text }), offsetY: 1 });
  const mark = new Feature<Geometry>(new Point(fromLonLat([crossing.lon, crossing.lat])));
  mark.set("crossing", crossing.number);
  mark.setStyle(new Style({ image, text, zIndex: isPointed ? 3 : isGate ? 2 : 1 }));
  return mark;
}

/** The box around some boxes; null around none. */
export function around(boxes: readonly Bounds[]): Bounds | null {
  if (boxes.length === 0) return null;
  const [west, south, east, north] = [0, 1, 2, 3].map((side) => boxes.map((box) => box[side]!));
  return [Math.min(...west!), Math.min(...south!), Math.max(...east!), Math.max(...north!)];
}
