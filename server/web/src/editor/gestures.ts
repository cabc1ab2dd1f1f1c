import { batch } from "@preact/signals";
import { suspectOffline } from "../connection.ts";
import { newKey } from "../requests.ts";
import { openScreen } from "../screen.ts";
import { who, withWho } from "../who.ts";
import {
  busy, conflict, grids, lookAt, nextUndo, picked, plan, rehearsed, seen, sheet, verdict, wouldRefuse, type Offer,
} from "./draft.ts";
import { loadFaults, mayEdit, refresh } from "./loading.ts";
import { keep, waiting, type Waiting } from "./outbox.ts";
import { outlineOf, type Outline } from "./outline.ts";
import { change, copyPlan, getGrid, isAway, refusalOf, rehearse, takeBack, type Changed, type Edit, type Refusal } from "./requests.ts";
import { say } from "./texts.ts";

/** What a tool wants done. */
export interface Gesture {
  /** What it is called, in the language of the page. */
  label: string;
  edits: Edit[];
  /** How it would draw grids, to be shown beside another planner's change. */
  mine?: readonly Outline[];
  /** What can be done when it is refused. */
  offers?: (problem: Refusal) => Offer[];
  /** What comes after it was done. */
  onDone?: (changed: Changed) => void;
}

/** How long to wait before a gesture is sent again, in milliseconds. */
const AGAIN_MS = 2000;

/** Does a gesture as one step of the draft. Resolves to what it did, or to null when it was not done. */
export function perform(gesture: Gesture): Promise<Changed | null> {
  return new Promise((resolve) => {
    withWho(({ name }) => {
      const current = plan.peek();
      if (!current || !mayEdit() || busy.peek()) return resolve(null);
      if (waiting.peek()) {
        verdict.value = { kind: "told", label: say("still_waiting") };
        return resolve(null);
      }
      const sent: Waiting = { key: newKey(), plan: current.id, base: seen.peek(), author: name, label: gesture.label, edits: gesture.edits };
      void deliver(sent, gesture).then(resolve);
    });
  });
}

/** Sends what waits in the outbox, if it is about this draft. */
export async function deliverWaiting(): Promise<void> {
  const left = waiting.peek();
  if (left && left.plan === plan.peek()?.id && !busy.peek()) await deliver(left, { label: left.label, edits: left.edits });
}

async function deliver(sent: Waiting, gesture: Gesture): Promise<Changed | null> {
  keep(sent);
  busy.value = true;
  const began = performance.now();
  try {
    const { plan: id, base, author, label, edits } = sent;
    const changed = await change({ plan: id, base, author, reason: label, edits }, sent.key);
    const ms = performance.now() - began;
    keep(null);
    await settle(gesture.label, changed, ms);
    gesture.onDone?.(changed);
    return changed;
  } catch (error) {
    const problem = refusalOf(error);
    if (!problem) {
      if (!isAway(error)) throw error;
      wait();
      return null;
    }
    keep(null);
    if (problem.code === "stale") await showConflict(sent, gesture, problem);
    else refuse(gesture, problem);
    return null;
  } finally {
    batch(() => {
      busy.value = false;
      rehearsed.value = null;
      wouldRefuse.value = null;
    });
  }
}

function wait(): void {
  void suspectOffline();
  setTimeout(() => void deliverWaiting(), AGAIN_MS);
}

/** Shows what was done, once the grids concerned are there. */
async function settle(label: string, changed: Changed, ms: number): Promise<void> {
  const codes = changed.grids.map(({ code }) => code);
  await refresh(codes, changed.revision).catch(() => suspectOffline());
  verdict.value = { kind: "done", label, changed, ms };
  lookAt.value = null;
  void loadFaults();
}

function refuse(gesture: Gesture, problem: Refusal): void {
  verdict.value = { kind: "refused", label: gesture.label, problem, offers: gesture.offers?.(problem) ?? [] };
  const [fault] = problem.faults ?? [];
  const place = fault ?? (problem.lon !== undefined && problem.lat !== undefined ? { lon: problem.lon, lat: problem.lat } : null);
  lookAt.value = place && { lon: place.lon!, lat: place.lat! };
}

/** The codes of grids that a refusal names as changed since. */
const codesOf = ({ conflicts = [] }: Refusal): string[] =>
  conflicts.flatMap(({ row }) => /grids (\S+)/.exec(row)?.slice(1) ?? []);

/** Shows a change beside that of another planner which stands against it. */
async function showConflict(sent: Waiting, gesture: Gesture, problem: Refusal): Promise<void> {
  const codes = codesOf(problem);
  const base = new Map<string, Outline>();
  for (const code of codes) {
    const grid = grids.peek().get(code);
    if (grid) base.set(code, grid.outline);
  }
  const now = await Promise.all(codes.map((code) => getGrid(code, sent.plan).catch(() => null)));
  const theirs = new Map(codes.map((code, index) => [code, now[index] ? outlineOf(now[index].geometry) : null]));
  const head = Math.max(...(problem.since ?? []).map(({ revision }) => revision), seen.peek());
  const close = async (): Promise<void> => {
    conflict.value = null;
    await refresh(codes, head).catch(() => suspectOffline());
  };
  conflict.value = {
    label: gesture.label,
    problem,
    base,
    theirs,
    mine: gesture.mine ?? [],
    onTop: () => void close().then(() => perform(gesture)),
    intoCopy: () => void close().then(() => intoCopy(sent, gesture)),
    drop: () => void close(),
  };
}

/** Makes a copy of the draft and does the gesture there. */
async function intoCopy(sent: Waiting, gesture: Gesture): Promise<void> {
  const id = `${sent.plan.slice(0, 40)}-${sent.key.slice(-6)}`;
  const name = `${plan.peek()?.name || sent.plan} · ${sent.author}`;
  try {
    const copy = await copyPlan(sent.plan, id, name, sent.author);
    const base = Math.max(copy.base, seen.peek());
    await change({ plan: id, base, author: sent.author, reason: gesture.label, edits: gesture.edits }, newKey());
    openScreen("edit", { plan: id });
  } catch (error) {
    const problem = refusalOf(error);
    if (problem) refuse(gesture, problem);
    else void suspectOffline();
  }
}

/** Takes the last step of the draft back; one of another planner only after a question. */
export const undo = (): void => step("undo");

/** Does again what was taken back last. */
export const redo = (): void => step("redo");

function step(which: "undo" | "redo"): void {
  const commit = nextUndo.peek()[which];
  if (!commit || busy.peek() || !mayEdit()) return;
  if (which === "undo" && who.peek() && commit.author !== who.peek()!.name && sheet.peek() !== "foreign-undo") {
    sheet.value = "foreign-undo";
    return;
  }
  withWho(({ name }) => void takeStep(which, commit.revision, commit.reason, name));
}

async function takeStep(which: "undo" | "redo", revision: number, reason: string, author: string): Promise<void> {
  sheet.value = null;
  busy.value = true;
  const began = performance.now();
  const label = say(which === "undo" ? "undone" : "redone", { what: reason || say("a_change") });
  try {
    const changed = await takeBack(revision, author, newKey());
    await settle(label, changed, performance.now() - began);
  } catch (error) {
    const problem = refusalOf(error);
    if (problem) refuse({ label, edits: [] }, problem);
    else void suspectOffline();
  } finally {
    busy.value = false;
  }
}

let asked = false;
let following: Edit[] | null = null;
/** How often a gesture ended: an answer that comes later is about nothing. */
let stops = 0;

/** Asks what edits would do, while a gesture is under way: one question at a time, the newest next. */
export async function tryOut(edits: Edit[] | null): Promise<void> {
  following = edits;
  if (edits === null) {
    stops += 1;
    rehearsed.value = null;
    wouldRefuse.value = null;
  }
  if (asked || !edits) return;
  asked = true;
  while (following) {
    const now: Edit[] = following;
    const ended = stops;
    following = null;
    const result = await wouldDo(now);
    // what was given up meanwhile is not shown any more
    if (!result || ended !== stops) continue;
    rehearsed.value = "refused" in result ? null : result;
    wouldRefuse.value = "refused" in result ? result.refused : null;
  }
  asked = false;
}

/** What edits would do, or why they would be refused; null when the server is away. */
export async function wouldDo(edits: Edit[]): Promise<Changed | { refused: Refusal } | null> {
  const current = plan.peek();
  if (!current) return null;
  try {
    return await rehearse({ plan: current.id, base: seen.peek(), author: who.peek()?.name ?? "-", reason: "", edits });
  } catch (error) {
    const refused = refusalOf(error);
    return refused && { refused };
  }
}

/** Gives a grid another name. */
export const rename = (code: string, name: string): Promise<Changed | null> =>
  perform({ label: say("did_rename", { code, name }), edits: [{ op: "rename_grid", code, name }] });

/** Gives a grid another code, and keeps it picked. */
export const renumber = (code: string, to: string): Promise<Changed | null> =>
  perform({
    label: say("did_renumber", { code, to }),
    edits: [{ op: "renumber_grid", code, to }],
    onDone: () => (picked.value = [to]),
  });
