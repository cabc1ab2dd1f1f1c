import { signal } from "@preact/signals";
import { recall, remember } from "../storage.ts";
import type { Edit } from "./requests.ts";

/** A gesture that the server has not answered yet. It is kept over a reload and sent again under the same key. */
export interface Waiting {
  key: string;
  plan: string;
  base: number;
  author: string;
  label: string;
  edits: Edit[];
}

/** Reads what a page before this one left. */
function left(): Waiting | null {
  try {
    const kept: unknown = JSON.parse(recall("outbox") ?? "null");
    const is = typeof kept === "object" && kept !== null && "key" in kept && "edits" in kept;
    return is ? (kept as Waiting) : null;
  } catch {
    return null;
  }
}

/** The gesture that waits for its answer. */
export const waiting = signal<Waiting | null>(left());

/** Puts a gesture into the outbox, or empties it. */
export function keep(gesture: Waiting | null): void {
  waiting.value = gesture;
  remember("outbox", gesture === null ? "" : JSON.stringify(gesture));
}
