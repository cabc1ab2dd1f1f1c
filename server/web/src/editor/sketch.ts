import { computed, signal } from "@preact/signals";
import { recall, remember } from "../storage.ts";
import { length_m, ringArea_m2, type Position } from "./outline.ts";

/** What a line is drawn for. */
export const SKETCHES = ["split", "reshape", "draw", "measure"] as const;
/** What a line is drawn for. */
export type SketchKind = (typeof SKETCHES)[number];

/** A line that is being drawn, leg by leg: each leg ends where somebody clicked, and may follow a street before. */
export interface Sketch {
  plan: string;
  kind: SketchKind;
  legs: Position[][];
}

/** Reads the line that a page before this one left. */
function left(): Sketch | null {
  try {
    const kept = JSON.parse(recall("sketch") ?? "null") as Sketch | null;
    return kept && Array.isArray(kept.legs) && SKETCHES.includes(kept.kind) ? kept : null;
  } catch {
    return null;
  }
}

/** The line that is being drawn, or that was refused and waits to be mended. */
export const sketch = signal<Sketch | null>(left());

/** Keeps a line over a reload, or forgets it. */
export function keepSketch(next: Sketch | null): void {
  sketch.value = next;
  remember("sketch", next === null ? "" : JSON.stringify(next));
}

/** Where the pointer would end the next leg, with what the leg follows. */
export const nextLeg = signal<readonly Position[]>([]);

/** All positions of a line. */
export const pathOf = ({ legs }: Sketch): Position[] => legs.flat();

/** Length and area of what is drawn, the leg under the pointer included. */
export const measured = computed(() => {
  if (!sketch.value) return null;
  const path = [...pathOf(sketch.value), ...nextLeg.value];
  return { length_m: length_m(path), area_m2: path.length > 2 ? ringArea_m2(path) : 0 };
});
