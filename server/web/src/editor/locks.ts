import { grids, picked, shortCode } from "./draft.ts";
import { perform } from "./gestures.ts";
import type { Lock } from "./requests.ts";
import { say } from "./texts.ts";

/** What may happen to the ground of the picked grids from now on; without a lock, they are locked, or opened if all are. */
export function lockPicked(lock?: Lock): void {
  const chosen = picked.peek().flatMap((code) => grids.peek().get(code) ?? []);
  if (chosen.length === 0) return;
  const next = lock ?? (chosen.every((grid) => grid.lock === "locked") ? "open" : "locked");
  const codes = chosen.filter((grid) => grid.lock !== next).map(({ code }) => code);
  if (codes.length === 0) return;
  const named = codes.length > 3 ? say("n_grids", { n: codes.length }) : codes.map(shortCode).join(", ");
  void perform({ label: say(`did_lock_${next}`, { codes: named }), edits: [{ op: "lock_grids", codes, lock: next }] });
}
