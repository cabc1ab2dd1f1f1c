import type { Portion } from "../api.ts";
import { getJson, newKey, send } from "../requests.ts";

/** What the grids shall become. */
export interface Order {
  plan?: string;
  parents?: string[];
  band: { low: number; high: number };
  work?: { households: number; residents: number; minutes: number };
  caps?: { households?: number; residents?: number; minutes?: number };
  keep_count?: boolean;
  fresh?: boolean;
  frontier?: boolean;
  seed?: number;
  rounds?: number;
}

/** One side of what a plan comes to. */
export interface Side {
  grids: number;
  in_band: number;
  below: number;
  above: number;
  least: number | null;
  median: number | null;
  most: number | null;
  outside: number;
  loose_parts: number;
  border_m: number;
  crossed_m: number;
  compactness: number | null;
}

/** How a search stands. */
export type SearchState = "waiting" | "deriving" | "searching" | "trading" | "done" | "stopping" | "stopped" | "refused" | "drafting";

/** A search for a plan that meets a band. */
export interface Search {
  id: string;
  state: SearchState;
  revision: number;
  order: Order;
  progress?: { parents: number; all: number; outside: number; moved_households: number };
  feasibility?: { parents: number; infeasible: number; first_infeasible: { parent: string; because: string[] }[] };
  summary?: {
    band: [number, number];
    seed: number;
    parents: number;
    units: number;
    households: number;
    before: Side;
    after: Side;
    moved_units: number;
    moved_households: number;
    bound_households: number;
    bound_outside: number;
    optimal: number;
    stopped: number;
    infeasible: number;
    new_grids: number;
    dissolved_grids: number;
  };
  histogram?: { work: string; before: number; after: number }[];
  frontier?: Trade[] | null;
  draft?: string | null;
  problem?: { code: string; detail: string } | null;
}

/** A point of the frontier. */
export interface Trade {
  tolerance_percent: number;
  moved_households: number;
  bound_households: number;
  outside: number;
  in_band: number;
  grids: number;
}

/** A unit that changes its grid. */
export interface Move {
  parent: string;
  unit: string;
  from: string;
  to: string;
  households: number;
  why: string;
  gained: number;
}

/** A grid before and after. */
export interface GridRow {
  parent: string;
  grid: string;
  state: "continued" | "split" | "new" | "dissolved";
  units: number;
  work_before: number;
  work: number;
  households: number;
  in_band: boolean;
}

const path = (id: string, end = ""): string => `/v1/rebalances/${encodeURIComponent(id)}${end}`;

/** Begins a search. */
export const beginSearch = async (order: Order): Promise<Search> => (await send<Search>("POST", "/v1/rebalances", order)).value;
/** One search. */
export const getSearch = (id: string): Promise<Search> => getJson(path(id));
/** Where the events of a search are. */
export const searchEvents = (id: string): string => path(id, "/events");
/** Breaks a search off: the best plan until then is kept. */
export const stopSearch = async (id: string): Promise<void> => void (await send("DELETE", path(id)));
/** What moves. */
export const getMoves = async (id: string): Promise<Move[]> => (await getJson<Portion<Move>>(path(id, "/moves?format=json"))).items;
/** The grids before and after. */
export const getGridRows = async (id: string): Promise<GridRow[]> => (await getJson<Portion<GridRow>>(path(id, "/grids?format=json"))).items;

/** Makes a draft of all that was found, or a step of the draft that was balanced further. */
export const draftSearch = async (id: string, draft: { id?: string; name?: string; author: string }): Promise<Search> =>
  (await send<Search>("POST", path(id, "/draft"), draft, { key: newKey() })).value;

/** Gives units to grids in a draft, as one step; with `dryRun` it is only asked what that would do. */
export const assignUnits = (plan: string, author: string, moves: readonly Move[], dryRun: boolean): Promise<unknown> => {
  const byGrid = new Map<string, Move[]>();
  for (const move of moves) byGrid.set(move.to, [...(byGrid.get(move.to) ?? []), move]);
  const grids = [...byGrid].map(([to, given]) => ({
    ...(to.includes("+") ? {} : { code: to }),
    parent: given[0]!.parent,
    units: given.map(({ unit }) => unit),
  }));
  const edits = [{ op: "assign_units", grids }];
  return send("POST", `/v1/changesets${dryRun ? "?dry_run=true" : ""}`, { plan, author, edits }, dryRun ? {} : { key: newKey() });
};
