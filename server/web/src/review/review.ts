import { batch, signal } from "@preact/signals";
import type { Faults } from "../api.ts";
import { connect, suspectOffline } from "../connection.ts";
import { TIERS, type Tier } from "../link.ts";
import { actOnPlan, getPlan, getSteps, type ActWish, type Plan, type PlanAct, type PlanStep } from "../plans/requests.ts";
import { putPlan } from "../plans/store.ts";
import { ApiError, type Answered } from "../requests.ts";
import { tiers } from "../state.ts";
import { getImpact, getPlanFaults, getUnlocated, type Comparison } from "./requests.ts";

/** The plan that is looked at, with the tag that acts on it have to name. */
export const looked = signal<Answered<Plan> | null>(null);
/** Its steps. */
export const steps = signal<readonly PlanStep[] | null>(null);
/** The faults of each tier of it. */
export const faults = signal<Partial<Record<Tier, Faults>>>({});
/** Addresses in no grid. */
export const unlocated = signal<{ items: { address: string; lon: number; lat: number }[]; next?: string } | null>(null);
/** What it changes. */
export const impact = signal<Comparison | null>(null);
/** Why something could not be had or done. */
export const problem = signal<unknown>(null);
/** Whether an act is on its way. */
export const acting = signal(false);

/** Looks at a plan anew: itself, its steps, its faults, what it changes. */
export async function look(id: string): Promise<void> {
  const isOther = looked.peek()?.value.id !== id;
  batch(() => {
    if (isOther) {
      looked.value = null;
      steps.value = null;
      impact.value = null;
    }
    faults.value = {};
    unlocated.value = null;
    problem.value = null;
  });
  try {
    const [plan, listed] = await Promise.all([getPlan(id), getSteps(id)]);
    batch(() => {
      looked.value = plan;
      steps.value = listed.items;
    });
    await Promise.all([lookAtFaults(plan.value), lookAtImpact(plan.value)]);
  } catch (error) {
    problem.value = error;
    void suspectOffline();
  }
}

/** A plan that conflicts, or that is in force or given up, is no view of its own. */
const isView = (plan: Plan): boolean => plan.fits === true;

async function lookAtFaults(plan: Plan): Promise<void> {
  if (!isView(plan)) return;
  const shown = TIERS.filter((tier) => tiers.peek().includes(tier));
  await Promise.all(
    shown.map(async (tier) => {
      const found = await getPlanFaults(tier, plan.id);
      faults.value = { ...faults.peek(), [tier]: found };
    }),
  );
  const counted = (["grid", "community", "street"] as const).find((tier) => tiers.peek().includes(tier));
  if (counted) unlocated.value = await getUnlocated(counted, plan.id);
}

async function lookAtImpact(plan: Plan): Promise<void> {
  if (isView(plan) && plan.steps > 0) impact.value = await getImpact("official", plan.id);
}

/** Takes the plan a step further, as it was looked at; true when that was done. */
export async function act(name: PlanAct, wish: ActWish): Promise<boolean> {
  const current = looked.peek();
  if (!current) return false;
  acting.value = true;
  problem.value = null;
  try {
    const done = await actOnPlan(current.value.id, name, wish, current.etag ?? "*");
    looked.value = { value: done.value.plan, etag: done.etag };
    putPlan(done.value.plan);
    void connect();
    await look(done.value.plan.id);
    return true;
  } catch (error) {
    // somebody else was faster: what is shown is brought up to date, and the reader decides anew
    if (error instanceof ApiError && error.status === 412) await look(current.value.id);
    problem.value = error;
    void suspectOffline();
    return false;
  } finally {
    acting.value = false;
  }
}

/** What stands in the way of a submission. */
export type Obstacle = "empty" | "conflicts" | "faults" | "unknown";

/** What stands in the way of submitting a plan, as far as is known. */
export function obstaclesOf(plan: Plan, found: Partial<Record<Tier, Faults>>): Obstacle[] {
  const obstacles: Obstacle[] = [];
  if (plan.steps === 0) obstacles.push("empty");
  if (plan.fits === false) obstacles.push("conflicts");
  const known = Object.values(found);
  if (known.some(({ total }) => total > 0)) obstacles.push("faults");
  if (plan.fits !== false && known.length < tiers.value.length) obstacles.push("unknown");
  return obstacles;
}
