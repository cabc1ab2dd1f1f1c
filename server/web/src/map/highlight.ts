import Feature from "ol/Feature.js";
import GeoJSON from "ol/format/GeoJSON.js";
import type Geometry from "ol/geom/Geometry.js";
import LineString from "ol/geom/LineString.js";
import MultiPolygon from "ol/geom/MultiPolygon.js";
import Point from "ol/geom/Point.js";
import Polygon from "ol/geom/Polygon.js";
import VectorLayer from "ol/layer/Vector.js";
import { fromLonLat, toLonLat } from "ol/proj.js";
import VectorSource from "ol/source/Vector.js";
import CircleStyle from "ol/style/Circle.js";
import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import type { Fault } from "../api.ts";
import type { Tier } from "../link.ts";
import { shownOf, type Selection } from "../state.ts";

/** Parts of the highlight. */
type Part = "grid" | "cell" | "line" | "spot" | "mark";

interface Ink {
  line: string;
  casing: string;
  wash: string;
}

const INKS: Record<"light" | "dark", Ink> = {
  light: { line: "#14418c", casing: "rgba(255,255,255,0.92)", wash: "rgba(20,65,140,0.08)" },
  dark: { line: "#9cc4ff", casing: "rgba(10,14,20,0.85)", wash: "rgba(156,196,255,0.12)" },
};

const format = new GeoJSON({ dataProjection: "EPSG:4326", featureProjection: "EPSG:3857" });

/** The layer that outlines the picked place. */
export function createHighlight(): VectorLayer<VectorSource> {
  return new VectorLayer({ source: new VectorSource(), className: "highlight", zIndex: 100 });
}

/** Gives the highlight the colours of the theme. */
export function inkHighlight(layer: VectorLayer<VectorSource>, theme: "light" | "dark"): void {
  const styles = partStyles(INKS[theme]);
  layer.setStyle((feature) => styles[feature.get("part") as Part]);
}

function partStyles(ink: Ink): Record<Part, Style[]> {
  const stroke = (color: string, width: number, lineDash?: number[]): Stroke =>
    new Stroke({ color, width, lineCap: "round", lineJoin: "round", ...(lineDash ? { lineDash } : {}) });
  const cased = (width: number, dash?: number[]): Style[] => [
    new Style({ stroke: stroke(ink.casing, width + 3) }),
    new Style({ stroke: stroke(ink.line, width, dash) }),
  ];
  const wash = new Style({ fill: new Fill({ color: ink.wash }) });
  const spot = new Style({
    image: new CircleStyle({
      radius: 6,
      fill: new Fill({ color: ink.line }),
      stroke: new Stroke({ color: ink.casing, width: 3 }),
    }),
  });
  const ring = (color: string, width: number): Style =>
    new Style({ image: new CircleStyle({ radius: 18, stroke: stroke(color, width) }) });
  return {
    grid: cased(2, [8, 6]),
    cell: [wash, ...cased(2.5)],
    line: cased(2, [2, 5]),
    spot: [spot],
    mark: [ring(ink.casing, 7), ring(ink.line, 3)],
  };
}

/** Draws the outlines, the line to the nearest checkpoint and the spot of a selection, and a ring around a fault. */
export function drawHighlight(source: VectorSource, selection: Selection | null, tier: Tier, fault: Fault | null): void {
  source.clear();
  if (fault) source.addFeature(new Feature({ geometry: new Point(fromLonLat([fault.lon, fault.lat])), part: "mark" }));
  if (!selection) return;
  const spot = fromLonLat([selection.lon, selection.lat]);
  const add = (part: Part, geometry: Geometry | null): void => {
    if (geometry) source.addFeature(new Feature({ geometry, part }));
  };
  const place = selection.place;
  const grid = place && shownOf(place, tier);
  if (grid) add("grid", format.readGeometry(grid.geometry));
  for (const cell of place?.cells ?? []) add("cell", format.readGeometry(cell.geometry));
  if (place?.checkpoint) {
    const end = fromLonLat([place.checkpoint.lon, place.checkpoint.lat]);
    add("line", new LineString([spot, end]));
  }
  add("spot", new Point(spot));
}

/** A position inside a GeoJSON area, away from its border where it can be: longitude and latitude. */
export function insideOf(geometry: unknown): [number, number] | null {
  const area = format.readGeometry(geometry);
  const points =
    area instanceof Polygon ? [area.getInteriorPoint()] : area instanceof MultiPolygon ? area.getInteriorPoints().getPoints() : [];
  const first = points[0]?.getCoordinates();
  if (!first) return null;
  const [lon = 0, lat = 0] = toLonLat(first);
  return [lon, lat];
}
