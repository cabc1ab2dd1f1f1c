import type { Portion } from "../api.ts";
import { getJson, getTagged, newKey, send, type Answered } from "../requests.ts";

/** Where a plan stands on its way into force. */
export type PlanState = "draft" | "validated" | "submitted" | "approved" | "in-force" | "archived" | "withdrawn";

/** Who did something and when. */
export interface Stamp {
  by: string;
  at: string;
}

/** A plan as the server describes it. */
export interface Plan {
  id: string;
  name: string;
  state: PlanState;
  /** The revision of the plan in force that it was made on. */
  base: number;
  effective: string | null;
  in_force: number | null;
  created: Stamp;
  validated: Stamp | null;
  submitted: Stamp | null;
  approved: Stamp | null;
  activated: Stamp | null;
  steps: number;
  /** How many rows of which tables all steps together change. */
  changed: Record<string, number>;
  /** Whether it can be put on top of what is in force; null once that is no question any more. */
  fits: boolean | null;
  /** The rows that stand against it. */
  conflicts?: string[];
  digest: string;
}

/** What a change of a plan came to. */
export interface PlanChange {
  revision: number;
  repeated: boolean;
  plan: Plan;
}

/** A step of a plan. */
export interface PlanStep {
  number: number;
  author: string;
  reason: string;
  at: string;
  changed: Record<string, number>;
  grids: { made: string[]; removed: string[]; altered: string[] };
}

/** What can be done with a plan as a whole. */
export type PlanAct = "validate" | "submit" | "approve" | "activate" | "reopen" | "withdraw" | "rebase";

const path = (id: string): string => `/v1/plans/${encodeURIComponent(id)}`;

/** The first plans, by id. */
export const getPlans = (): Promise<Portion<Plan>> => getJson("/v1/plans?limit=1000");

/** One plan, with the tag that acts on it have to name. */
export const getPlan = (id: string): Promise<Answered<Plan>> => getTagged(path(id));

/** The first steps of a plan. */
export const getSteps = (id: string): Promise<Portion<PlanStep>> => getJson(`${path(id)}/steps?limit=1000`);

/** A plan to begin: empty, or with the steps of another one. */
export interface NewPlan {
  id: string;
  name: string;
  from?: string;
  author: string;
  reason?: string;
}

/** Begins a plan; sent twice with one key it is begun once. */
export const createPlan = async (plan: NewPlan, key = newKey()): Promise<Plan> =>
  (await send<PlanChange>("POST", "/v1/plans", plan, { key })).value.plan;

/** What an act says beside its name. */
export interface ActWish {
  author: string;
  reason?: string;
  effective?: string;
  resolution?: "refuse" | "plan" | "in-force";
}

/** Takes a plan a step further, as it was looked at. */
export const actOnPlan = (id: string, act: PlanAct, wish: ActWish, ifMatch: string): Promise<Answered<PlanChange>> =>
  send("POST", `${path(id)}/${act}`, wish, { ifMatch, key: newKey() });
