import { shortCode } from "./draft.ts";
import type { Refusal } from "./requests.ts";
import { say, type EditorKey } from "./texts.ts";

/** Reasons that have a sentence of their own. */
const REASONS = new Set([
  "no-node", "no-edge", "junction", "outline", "shape", "unlike", "apart", "not-divided", "cut", "no-ground", "vanishes", "falls-apart", "severed",
]);

/** Why a change is refused, in a sentence of the page's language. */
export function whyOf(problem: Refusal): string {
  const values = { grid: shortCode(problem.grid ?? ""), other: shortCode(problem.other ?? ""), name: problem.name ?? "" };
  if (problem.code === "locked") return say("why_locked", values);
  if (problem.code === "faults") return say("why_faults", { n: problem.faults?.length ?? 0 });
  if (problem.code === "stands-against") return say("why_stands");
  if (problem.reason && REASONS.has(problem.reason)) return say(`why_${problem.reason}` as EditorKey, values);
  return problem.title;
}
