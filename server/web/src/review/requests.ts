import type { Faults } from "../api.ts";
import type { Tier } from "../link.ts";
import { getJson } from "../requests.ts";

/** What two plans have in common and what not. */
export interface Comparison {
  tier: Tier;
  unchanged: number;
  changed: number;
  moved: { addresses: number; households: number; residents: number; buildings: number; checkpoints: number; minutes: number };
  reconciles: boolean;
  grids: GridChange[];
  places?: Place[];
}

/** What became of a grid. */
export interface GridChange {
  code_before: string | null;
  code_after: string | null;
  name_before: string | null;
  name_after: string | null;
  /** What happened to it, as `border renamed`. */
  kinds: string;
  predecessors: string | null;
  successors: string | null;
  area_before_m2: number | null;
  area_after_m2: number | null;
  households_before: number | null;
  households_after: number | null;
  households_came: number;
  households_left: number;
  residents_before: number | null;
  residents_after: number | null;
  minutes_before: number | null;
  minutes_after: number | null;
}

/** A building or address that changes grid. */
export interface Place {
  kind: string;
  from: string | null;
  to: string | null;
  from_name: string | null;
  to_name: string | null;
  label: string;
  households: number;
}

/** How a plan is named in a comparison. */
export const sideOf = (plan: string): string => (plan === "official" ? plan : `plan:${plan}`);

/** Where a comparison is, in any form. */
export const comparePath = (before: string, after: string, what: string, format = "json"): string =>
  `/v1/compare?${new URLSearchParams({ before: sideOf(before), after: sideOf(after), what, ...(format === "json" ? {} : { format }) })}`;

/** Two plans compared, with every place that changes grid. */
export const getImpact = (before: string, after: string): Promise<Comparison> => getJson(comparePath(before, after, "impact"));

/** Two plans compared, grid by grid. */
export const getSummary = (before: string, after: string): Promise<Comparison> => getJson(comparePath(before, after, "summary"));

/** The first faults of a tier of a plan. */
export const getPlanFaults = (tier: Tier, plan: string): Promise<Faults> =>
  getJson(`/v1/faults?tier=${tier}&limit=200&plan=${encodeURIComponent(plan)}`);

/** How many addresses of a plan lie in no grid: the first entries tell whether there are any. */
export const getUnlocated = (tier: Tier, plan: string): Promise<{ items: { address: string; lon: number; lat: number }[]; next?: string }> =>
  getJson(`/v1/ledger?tier=${tier}&kind=unlocated&limit=100&plan=${encodeURIComponent(plan)}`);
