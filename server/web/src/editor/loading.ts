import { batch } from "@preact/signals";
import { suspectOffline } from "../connection.ts";
import { getPlan, type PlanStep } from "../plans/requests.ts";
import { listen } from "../requests.ts";
import type { Tier } from "../link.ts";
import {
  changedCodes, draftGrid, editedTier, faults, grids, inForce, isOpen, loadError, nextUndo, others, picked, plan, rehearsed, seen, shapeOf, status,
  steps, verdict, type DraftGrid,
} from "./draft.ts";
import { outlineOf } from "./outline.ts";
import { getAllSteps, getFaults, getGrid, getNextUndo, getTopology, type Commit } from "./requests.ts";
import { areasOf } from "./topology.ts";
import { who } from "../who.ts";

/** So many grids are asked for one by one; of more, all are. */
const SINGLY_MAX = 60;

/** The last load wins when answers cross. */
let turn = 0;

/** Opens a draft: its grids, its steps, what can be taken back. */
export async function loadDraft(id: string, tier: Tier = editedTier.peek()): Promise<void> {
  const mine = ++turn;
  const isOther = plan.peek()?.id !== id;
  batch(() => {
    status.value = "loading";
    editedTier.value = tier;
    if (!isOther) return;
    plan.value = null;
    grids.value = new Map();
    inForce.value = new Map();
    others.value = new Map();
    verdict.value = null;
    rehearsed.value = null;
  });
  try {
    const { value: found } = await getPlan(id);
    if (mine === turn) plan.value = found;
    const [topology, known, next] = await Promise.all([getTopology(id, tier), getAllSteps(id), getNextUndo(id)]);
    if (mine !== turn) return;
    const rows = areasOf(topology).map((area): [string, DraftGrid] => [area.row.code, draftGrid(area.row, area)]);
    batch(() => {
      grids.value = new Map(rows);
      steps.value = known;
      nextUndo.value = next;
      seen.value = Math.max(found.base, next.undo?.revision ?? 0, next.redo?.revision ?? 0, seen.peek());
      picked.value = picked.peek().filter((code) => grids.peek().has(code));
      status.value = "ready";
    });
    void loadFaults();
    void loadInForce();
  } catch (error) {
    if (mine !== turn) return;
    batch(() => {
      loadError.value = error;
      status.value = "failed";
    });
    void suspectOffline();
  }
}

/** Forgets the draft. */
export function closeDraft(): void {
  turn += 1;
  batch(() => {
    plan.value = null;
    grids.value = new Map();
    status.value = "none";
    picked.value = [];
    seen.value = 0;
  });
}

/** Reads again what is wrong with the tier. */
export async function loadFaults(): Promise<void> {
  const id = plan.peek()?.id;
  if (!id) return;
  try {
    const list = await getFaults(id, editedTier.peek());
    if (plan.peek()?.id === id) faults.value = list.items;
  } catch {
    void suspectOffline();
  }
}

/** Reads how the grids that the draft changes are in the plan in force. */
async function loadInForce(): Promise<void> {
  const missing = [...changedCodes.peek()].filter((code) => !inForce.peek().has(code)).slice(0, SINGLY_MAX * 4);
  if (missing.length === 0) return;
  const known = steps.peek();
  try {
    const found = await Promise.all(missing.map((code) => (mention(known, code, "first") === "made" ? null : getGrid(code, null))));
    const next = new Map(inForce.peek());
    found.forEach((row, index) => next.set(missing[index]!, row && draftGrid(row, shapeOf(outlineOf(row.geometry)))));
    inForce.value = next;
  } catch {
    void suspectOffline();
  }
}

/** What the first or the last of some steps that concern a grid does to it. */
function mention(known: readonly PlanStep[], code: string, which: "first" | "last"): "made" | "removed" | "altered" | null {
  const concerns = ({ grids: keys }: PlanStep): boolean => [keys.made, keys.removed, keys.altered].some((codes) => codes.includes(code));
  const step = which === "first" ? known.find(concerns) : known.findLast(concerns);
  if (!step) return null;
  return step.grids.made.includes(code) ? "made" : step.grids.removed.includes(code) ? "removed" : "altered";
}

/** Whether a grid is in no draft any more: its last step takes it away, or the step that made it was taken back. */
const isGone = (code: string, before: readonly PlanStep[], now: readonly PlanStep[]): boolean => {
  const last = mention(now, code, "last");
  return last === "removed" || (last === null && mention(before, code, "first") === "made");
};

/** Codes of the grids of steps that only one of two lists has: what was done or taken back between them. */
function touchedBetween(before: readonly PlanStep[], after: readonly PlanStep[]): string[] {
  const name = ({ number, at, author }: PlanStep): string => `${number} ${at} ${author}`;
  const [known, now] = [new Set(before.map(name)), new Set(after.map(name))];
  const differ = [...before.filter((step) => !now.has(name(step))), ...after.filter((step) => !known.has(name(step)))];
  return differ.flatMap(({ grids: keys }) => [...keys.made, ...keys.removed, ...keys.altered]);
}

/** Reads again the grids of some codes, and all that lists the steps of the draft. */
export async function refresh(codes: readonly string[], revision: number): Promise<void> {
  const current = plan.peek();
  if (!current) return;
  const { id } = current;
  const [known, next, { value: found }] = await Promise.all([getAllSteps(id), getNextUndo(id), getPlan(id)]);
  const wanted = [...new Set([...codes, ...touchedBetween(steps.peek(), known)])];
  if (wanted.length > SINGLY_MAX) {
    seen.value = Math.max(seen.peek(), revision);
    return loadDraft(id);
  }
  const before = steps.peek();
  const rows = await Promise.all(wanted.map((code) => (isGone(code, before, known) ? null : getGrid(code, id))));
  if (plan.peek()?.id !== id) return;
  const tier = editedTier.peek();
  const all = new Map(grids.peek());
  rows.forEach((row, index) => {
    if (row && row.tier === tier) all.set(row.code, draftGrid(row, shapeOf(outlineOf(row.geometry))));
    else all.delete(wanted[index]!);
  });
  batch(() => {
    grids.value = all;
    steps.value = known;
    nextUndo.value = next;
    plan.value = found;
    seen.value = Math.max(seen.peek(), revision);
    picked.value = picked.peek().filter((code) => all.has(code));
  });
  void loadInForce();
}

/** Follows what others change in the draft, until the returned function is called. */
export function followOthers(id: string, onForeign: (commit: Commit) => void): () => void {
  const onCommit = (commit: Commit): void => {
    if (commit.plan !== id || commit.revision <= seen.peek()) return;
    if (commit.author !== who.peek()?.name) others.value = new Map(others.peek()).set(commit.author, commit.at);
    void refresh([], commit.revision).then(() => onForeign(commit), () => suspectOffline());
  };
  return listen<Commit>(`/events?topics=${encodeURIComponent(`plan:${id}`)}`, "commit", onCommit, () => undefined);
}

/** Whether edits may be made now. */
export const mayEdit = (): boolean => status.peek() === "ready" && isOpen.peek();
