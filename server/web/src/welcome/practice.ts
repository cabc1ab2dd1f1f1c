import { signal } from "@preact/signals";
import type { Portion } from "../api.ts";
import { suspectOffline } from "../connection.ts";
import { createPlan, getPlan, type Plan } from "../plans/requests.ts";
import { freeId, plans, putPlan, refreshPlans } from "../plans/store.ts";
import { ApiError, getJson, newKey, send } from "../requests.ts";
import { recall, remember } from "../storage.ts";

/** A step of the practice. */
export const STEPS = ["begin", "edit", "rebalance", "undo", "review", "publish"] as const;
/** A step of the practice. */
export type Step = (typeof STEPS)[number];

/** The practice plan; null before it is begun. */
export const practice = signal<Plan | null>(null);
/** The steps that are done. */
export const done = signal<ReadonlySet<Step>>(new Set());
/** Why something could not be had or done. */
export const practiceError = signal<unknown>(null);

interface Revision {
  revision: number;
  undoes: number | null;
  changed: Record<string, number>;
}

/** Looks at how far the practice is: what the server has kept, not what this browser believes. */
export async function lookAtPractice(): Promise<void> {
  const id = recall("welcomed");
  if (!id) return;
  try {
    const plan = (await getPlan(id)).value;
    const [revisions, searches] = await Promise.all([
      getJson<Portion<Revision>>(`/v1/revisions?plan=${encodeURIComponent(id)}&limit=1000`),
      getJson<Portion<{ draft?: string | null; order: { plan?: string } }>>("/v1/rebalances"),
    ]);
    const steps = revisions.items.filter(({ changed }) => changed["plan_steps"]);
    const reached = new Set<Step>(["begin"]);
    const balanced = searches.items.some((search) => search.draft === id);
    if (steps.length > 0) reached.add("edit");
    if (balanced) reached.add("rebalance");
    if (revisions.items.some(({ undoes }) => undoes !== null)) reached.add("undo");
    if (plan.submitted) reached.add("review");
    if (plan.activated) reached.add("publish");
    practice.value = plan;
    done.value = reached;
    practiceError.value = null;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) practice.value = null;
    else practiceError.value = error;
    void suspectOffline();
  }
}

/** Begins a practice plan. */
export async function beginPractice(name: string, author: string): Promise<void> {
  practiceError.value = null;
  try {
    await refreshPlans();
    const plan = await createPlan({ id: `practice-${freeId(plans.peek() ?? [], new Date().getFullYear())}-${newKey().slice(0, 4)}`, name, author });
    remember("welcomed", plan.id);
    putPlan(plan);
    await lookAtPractice();
  } catch (error) {
    practiceError.value = error;
    void suspectOffline();
  }
}

/** Takes the last step of the practice plan back; false when there is none. */
export async function undoLast(author: string): Promise<boolean> {
  const plan = practice.peek();
  if (!plan) return false;
  try {
    const next = await getJson<{ undo: Revision | null }>(`/v1/undo?plan=${encodeURIComponent(plan.id)}`);
    if (!next.undo?.changed["plan_steps"]) return false;
    await send("POST", `/v1/revisions/${next.undo.revision}/undo`, { author }, { key: newKey() });
    await lookAtPractice();
    return true;
  } catch (error) {
    practiceError.value = error;
    void suspectOffline();
    return false;
  }
}
