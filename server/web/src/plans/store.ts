import { effect, signal } from "@preact/signals";
import { suspectOffline } from "../connection.ts";
import { dataset } from "../state.ts";
import { getPlans, type Plan, type PlanState } from "./requests.ts";

/** The plans as last seen; null before the first answer. */
export const plans = signal<readonly Plan[] | null>(null);
/** Why the plans could not be had, if so. */
export const plansError = signal<unknown>(null);

/** Fetches the plans anew. */
export async function refreshPlans(): Promise<void> {
  try {
    plans.value = (await getPlans()).items;
    plansError.value = null;
  } catch (error) {
    plansError.value = error;
    void suspectOffline();
  }
}

/** Puts a plan in the place of what was known of it. */
export function putPlan(plan: Plan): void {
  const others = (plans.peek() ?? []).filter(({ id }) => id !== plan.id);
  plans.value = [...others, plan].sort((a, b) => (a.id < b.id ? -1 : 1));
}

let following = false;

/** Fetches the plans whenever the data changed; O(1) to call again. */
export function followPlans(): void {
  if (following) return;
  following = true;
  effect(() => {
    if (dataset.value) void refreshPlans();
  });
}

/** Which plans a list shows. */
export type PlanFilter = "open" | "in-force" | "closed" | "all";

const OPEN: readonly PlanState[] = ["draft", "validated", "submitted", "approved"];

/** Whether a plan is still on its way. */
export const isOpen = (plan: Plan): boolean => OPEN.includes(plan.state);
/** Whether a plan still takes edits. */
export const isEditable = (plan: Plan): boolean => plan.state === "draft" || plan.state === "validated";

/** Whether a plan is of a kind. */
export function passes(plan: Plan, filter: PlanFilter): boolean {
  if (filter === "all") return true;
  if (filter === "open") return isOpen(plan);
  if (filter === "in-force") return plan.state === "in-force";
  return plan.state === "archived" || plan.state === "withdrawn";
}

/** Whether a plan's name or id holds all words. */
export function matches(plan: Plan, words: string): boolean {
  const text = `${plan.id} ${plan.name}`.toLowerCase();
  return words.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

/** The last thing that happened to a plan. */
export const lastStamp = (plan: Plan): Plan["created"] =>
  plan.activated ?? plan.approved ?? plan.submitted ?? plan.validated ?? plan.created;

/** An id that no plan has: the year and a running number. */
export function freeId(taken: readonly Plan[], year: number): string {
  const ids = new Set(taken.map(({ id }) => id));
  for (let number = 1; ; number += 1) {
    const id = `${year}-${number}`;
    if (!ids.has(id)) return id;
  }
}
