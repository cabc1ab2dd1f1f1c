import { effect, signal } from "@preact/signals";
import Circle from "ol/geom/Circle.js";
import MultiPoint from "ol/geom/MultiPoint.js";
import type { Coordinate } from "ol/coordinate.js";
import { brush_px, lead, pick, sourceOnly, verdict } from "../draft.ts";
import { perform, tryOut } from "../gestures.ts";
import { mayEdit } from "../loading.ts";
import type { Canvas } from "../map/canvas.ts";
import { areaOf, projected } from "../map/project.ts";
import { loadMaterial, marks, material, type Piece } from "../material.ts";
import { distance_m, holds } from "../outline.ts";
import type { Edit } from "../requests.ts";
import { say } from "../texts.ts";
import { shortCode } from "../draft.ts";
import { offersFor } from "./mend.ts";
import { gridAt } from "./select.ts";
import type { Spot, Tool } from "./tool.ts";

/** The edits that give marked pieces to a grid. */
export function transfers(to: string, given: ReadonlyMap<string, string>, kind: Piece["kind"]): Edit[] {
  const bySource = new Map<string, string[]>();
  for (const [id, from] of given) bySource.set(from, [...(bySource.get(from) ?? []), id]);
  return [...bySource].map(([from, ids]) =>
    kind === "unit" ? { op: "transfer_units", from, to, units: ids } : { op: "transfer_buildings", from, to, buildings: ids },
  );
}

/** Sets the marks, and asks what they would come to. */
export function mark(next: ReadonlyMap<string, string>): void {
  marks.value = next;
  const to = lead.peek()?.code;
  const kind = material.peek()?.kind;
  void tryOut(to && kind && next.size > 0 ? transfers(to, next, kind) : null);
}

/** Gives the marked pieces to the picked grid. */
export async function giveMarked(given: ReadonlyMap<string, string> = marks.peek()): Promise<void> {
  const to = lead.peek();
  const kind = material.peek()?.kind;
  if (!to || !kind || given.size === 0) return;
  const from = [...new Set(given.values())].map(shortCode).join(", ");
  const label = say(kind === "unit" ? "did_units" : "did_buildings", { n: given.size, from, to: shortCode(to.code) });
  const done = await perform({
    label,
    edits: transfers(to.code, given, kind),
    offers: (problem) => offersFor(problem, to.code, given),
    onDone: () => mark(new Map()),
  });
  if (!done && marks.peek().size > 0) mark(marks.peek());
}

/** Marks pieces under a brush, to be given to the picked grid; or takes marks away. */
export function paintTool(canvas: Canvas, erase: boolean): Tool {
  const pieces = canvas.overlay();
  const brush = canvas.overlay();
  const at = signal<Coordinate | null>(null);
  const stops = [
    effect(() => {
      const parent = lead.value?.parent;
      if (parent) void loadMaterial(parent);
    }),
    effect(() => pieces.put(shapesOf())),
    effect(() => brush.put(at.value ? [{ part: "brush", geometry: new Circle(at.value, brush_px.value * (canvas.map.getView().getResolution() ?? 1)) }] : [])),
  ];
  const stroke = (spot: Spot): void => {
    at.value = spot.coordinate;
    const next = stroked(spot, erase);
    if (next) mark(next);
  };
  return {
    down: (spot) => {
      if (!mayEdit()) return false;
      if (!lead.peek()) {
        const code = gridAt(spot.at);
        if (code) pick([code]);
        verdict.value = { kind: "told", label: say("paint_picked") };
        return false;
      }
      stroke(spot);
      return true;
    },
    drag: stroke,
    hover: ({ coordinate }) => (at.value = coordinate),
    finish: () => {
      if (marks.peek().size === 0) return false;
      void giveMarked();
      return true;
    },
    cancel: () => {
      if (marks.peek().size === 0) return false;
      mark(new Map());
      return true;
    },
    leave: () => {
      for (const stop of stops) stop();
      pieces.put([]);
      brush.put([]);
    },
  };
}

/** The marks after a stroke; null when it changed none. */
function stroked({ at, metresPerPixel }: Spot, erase: boolean): Map<string, string> | null {
  const to = lead.peek();
  const known = material.peek();
  if (!to || known?.parent !== to.parent) return null;
  const next = new Map(marks.peek());
  const reach_m = brush_px.peek() * metresPerPixel;
  for (const piece of known.pieces) {
    const hit = distance_m(piece.at, at) <= reach_m || (piece.outline !== null && holds(piece.outline, at));
    if (!hit) continue;
    if (erase) next.delete(piece.id);
    else {
      const from = gridAt(piece.at);
      const only = sourceOnly.peek();
      if (from && from !== to.code && (only === null || only === from)) next.set(piece.id, from);
    }
  }
  return next.size === marks.peek().size ? null : next;
}

/** What is drawn of the pieces. */
function shapesOf(): Parameters<ReturnType<Canvas["overlay"]>["put"]>[0] {
  const known = material.value;
  if (!known || known.parent !== lead.value?.parent) return [];
  const isMarked = ({ id }: Piece): boolean => marks.value.has(id);
  if (known.kind === "unit") {
    return known.pieces.map((piece) => ({ part: isMarked(piece) ? ("marked-unit" as const) : ("unit" as const), geometry: areaOf(piece.outline!) }));
  }
  const places = (of: readonly Piece[]): MultiPoint => new MultiPoint(of.map((piece) => projected(piece.at)));
  return [
    { part: "piece", geometry: places(known.pieces.filter((piece) => !isMarked(piece))) },
    { part: "marked", geometry: places(known.pieces.filter(isMarked)) },
  ];
}

