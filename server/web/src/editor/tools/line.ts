import { effect } from "@preact/signals";
import LineString from "ol/geom/LineString.js";
import MultiPoint from "ol/geom/MultiPoint.js";
import Polygon from "ol/geom/Polygon.js";
import { plan, snapping } from "../draft.ts";
import { guidesNear } from "../guides.ts";
import { mayEdit } from "../loading.ts";
import type { Overlay } from "../map/canvas.ts";
import { projected } from "../map/project.ts";
import { distance_m, type Position } from "../outline.ts";
import { keepSketch, nextLeg, pathOf, sketch, type Sketch, type SketchKind } from "../sketch.ts";
import { between, snapTo, type Snapped } from "../snap.ts";
import { drawGrid, reshape, split } from "./cuts.ts";
import type { Spot, Tool } from "./tool.ts";

/** What is done with a line that is complete. */
const USES: Record<SketchKind, ((path: Position[]) => Promise<boolean>) | null> = { split, reshape, draw: drawGrid, measure: null };

/** Least number of positions of a line. */
const LEAST: Record<SketchKind, number> = { split: 2, reshape: 2, draw: 3, measure: 2 };

/** A click so near to the last one ends the line, in pixels. */
const SAME_PX = 5;

/** Draws a line, click by click; between two clicks on the same street or border it follows that. */
export function lineTool(kind: SketchKind, overlay: Overlay): Tool {
  let last: Snapped | null = null;
  let sending = false;
  const own = (): Sketch | null => (sketch.peek()?.kind === kind && sketch.peek()?.plan === plan.peek()?.id ? sketch.peek() : null);
  const stop = effect(() => {
    const drawn = sketch.value;
    overlay.put(drawn?.kind === kind ? shapesOf(drawn, nextLeg.value) : []);
  });
  const legTo = (spot: Spot): { leg: Position[]; snapped: Snapped | null } => {
    const snapped = snapped_(spot);
    const follows = snapped && last && !spot.alt ? between(last, snapped) : [];
    return { leg: [...follows, snapped?.at ?? spot.at], snapped };
  };
  const finish = (): boolean => {
    const drawn = own();
    const use = USES[kind];
    if (!drawn || sending || pathOf(drawn).length < LEAST[kind]) return false;
    nextLeg.value = [];
    if (!use) return true;
    sending = true;
    void use(pathOf(drawn)).then((done) => {
      sending = false;
      if (done) keepSketch(null);
    });
    return true;
  };
  return {
    hover: (spot) => {
      nextLeg.value = own() && !sending ? legTo(spot).leg : [];
    },
    click: (spot) => {
      const id = plan.peek()?.id;
      if (!id || sending || (kind !== "measure" && !mayEdit())) return;
      const end = own()?.legs.at(-1)?.at(-1);
      if (end && distance_m(end, spot.at) < SAME_PX * spot.metresPerPixel) return void finish();
      const { leg, snapped } = legTo(spot);
      last = snapped;
      nextLeg.value = [];
      keepSketch({ plan: id, kind, legs: [...(own()?.legs ?? []), leg] });
    },
    finish,
    cancel: () => {
      if (!own() || sending) return false;
      last = null;
      nextLeg.value = [];
      keepSketch(null);
      return true;
    },
    remove: () => {
      const drawn = own();
      if (!drawn || sending) return false;
      last = null;
      nextLeg.value = [];
      keepSketch(drawn.legs.length > 1 ? { ...drawn, legs: drawn.legs.slice(0, -1) } : null);
      return true;
    },
    leave: () => {
      stop();
      nextLeg.value = [];
      overlay.put([]);
      if (kind === "measure") keepSketch(null);
    },
  };
}

function snapped_({ at, metresPerPixel, reach_px, alt }: Spot): Snapped | null {
  if (!snapping.peek() || alt) return null;
  return snapTo(at, guidesNear(at, metresPerPixel), reach_px * metresPerPixel);
}

function shapesOf(drawn: Sketch, next: readonly Position[]): Parameters<Overlay["put"]>[0] {
  const path = [...pathOf(drawn), ...next].map(projected);
  const ends = drawn.legs.map((leg) => projected(leg.at(-1)!));
  const isArea = drawn.kind === "draw" && path.length > 2;
  const line = isArea ? { part: "sketch-area" as const, geometry: new Polygon([[...path, path[0]!]]) } : { part: "sketch" as const, geometry: new LineString(path) };
  return [...(path.length > 1 ? [line] : []), { part: "sketch-node" as const, geometry: new MultiPoint(ends) }];
}
