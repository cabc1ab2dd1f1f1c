import { getRest, type Faults } from "../api.ts";
import type { Tier } from "../link.ts";
import { createPlan, getSteps, type Plan, type PlanStep } from "../plans/requests.ts";
import { ApiError, getJson, send, type Problem } from "../requests.ts";
import type { Position } from "./outline.ts";

/**
 * What the editor asks of the server. Every function resolves to the decoded answer, and rejects with an {@link ApiError}.
 */

/** What may happen to the ground of a grid. */
export type Lock = "open" | "may-grow" | "locked";

/** An edit as it is sent: the operation and its values. */
export type Edit = { op: string } & Record<string, unknown>;

/** What adds up. */
export interface Tally {
  addresses: number;
  households: number;
  residents: number;
  checkpoints: number;
  area_m2: number;
  visit_minutes: number;
}

/** A grid that a change concerns. */
export interface ChangedGrid {
  code: string;
  before: (Tally & { name: string }) | null;
  after: (Tally & { name: string }) | null;
}

/** What a change did, or would do. */
export interface Changed {
  revision: number;
  repeated: boolean;
  dry_run: boolean;
  changed: number;
  before: Tally | null;
  after: Tally | null;
  grids: ChangedGrid[];
  grids_total: number;
  partition: { tier: Tier; faults: number }[];
}

/** A commit in the log. */
export interface Commit {
  revision: number;
  author: string;
  reason: string;
  at: string;
  plan: string | null;
}

/** A grid of the draft as it is read. */
export interface GridRow {
  code: string;
  name: string;
  tier: Tier;
  parent: string | null;
  area_m2: number;
  addresses: number;
  households: number;
  residents: number;
  lock?: Lock;
}

/** A place at which a refused change would break the plan. */
export interface RefusedFault {
  tier: Tier;
  kind: string;
  codes: string[];
  lon: number;
  lat: number;
  detail: string;
}

/** What the document of a refused change says besides its text. */
export interface Refusal extends Problem {
  reason?: string;
  grid?: string;
  other?: string;
  name?: string;
  lon?: number;
  lat?: number;
  lock?: Lock;
  conflicts?: { row: string; revision: number | null }[];
  since?: Commit[];
  faults?: RefusedFault[];
}

/** Statuses after which the same request may be sent again. */
const LATER = new Set([0, 408, 429, 502, 503, 504]);

/** Whether the server could not be reached, or asks to come back later. */
export const isAway = (error: unknown): boolean => !(error instanceof ApiError) || LATER.has(error.status);

/** Why a change was refused; null when it was not the change that was at fault. */
export const refusalOf = (error: unknown): Refusal | null =>
  error instanceof ApiError && !isAway(error) ? (error.problem as Refusal | null) : null;

const post = async <T>(path: string, body: object, key: string): Promise<T> => (await send<T>("POST", path, body, { key })).value;

const of = (plan: string | null): string => (plan === null ? "" : `plan=${encodeURIComponent(plan)}`);

/** Begins a draft from another one. */
export const copyPlan = (from: string, id: string, name: string, author: string): Promise<Plan> => createPlan({ id, name, author, from });

/** All steps of a draft, the oldest first. */
export const getAllSteps = async (id: string): Promise<PlanStep[]> => getRest(await getSteps(id));

/** A document in the form of TopoJSON: every border once. */
export interface Topology {
  transform: { scale: [number, number]; translate: [number, number] };
  objects: Record<string, { geometries: TopologyArea[] }>;
  arcs: [number, number][][];
}

/** An area of a topology: its arcs by number, those that run backwards by their complement. */
export interface TopologyArea {
  type: "Polygon" | "MultiPolygon";
  properties: GridRow;
  arcs: number[][] | number[][][];
}

/** All grids of a tier of a draft, with their outlines. */
export const getTopology = (plan: string, tier: Tier): Promise<Topology> =>
  getJson(`/v1/areas.topojson?${of(plan)}&tier=${tier}&measure=households`);

/** One grid with its outline, of a draft or of the plan in force; null when there is none of that code. */
export async function getGrid(
  code: string,
  plan: string | null,
): Promise<(GridRow & { geometry: { type: string; coordinates: unknown } }) | null> {
  try {
    return await getJson(`/v1/grids/${encodeURIComponent(code)}?${of(plan)}`);
  } catch (error) {
    if (error instanceof ApiError && [404, 410].includes(error.status)) return null;
    throw error;
  }
}

/** Faults of a tier of a draft. */
export const getFaults = (plan: string, tier: Tier): Promise<Faults> => getJson(`/v1/faults?${of(plan)}&tier=${tier}&limit=100`);

/** A change of a draft: its edits, what they stand on, and by whom. */
export interface Proposal {
  plan: string;
  base: number;
  author: string;
  reason: string;
  edits: Edit[];
}

/** Changes a draft; done once for a key, however often it is sent. */
export const change = (proposal: Proposal, key: string): Promise<Changed> => post("/v1/changesets", proposal, key);

/** What a change would do. */
export const rehearse = async (proposal: Proposal): Promise<Changed> =>
  (await send<Changed>("POST", "/v1/changesets?dry_run=true", proposal)).value;

/** The commits that undo and redo would take back next. */
export const getNextUndo = (plan: string): Promise<{ undo: Commit | null; redo: Commit | null }> => getJson(`/v1/undo?${of(plan)}`);

/** Takes a commit back. */
export const takeBack = (revision: number, author: string, key: string): Promise<Changed> =>
  post(`/v1/revisions/${revision}/undo`, { author }, key);

/** An address as it is exported. */
interface AddressFeature {
  properties: { id: string; label: string; building?: string; households?: number; residents?: number };
  geometry: { coordinates: [number, number] };
}

/** The addresses of a grid and of those below it. */
export const getAddresses = async (area: string, plan: string): Promise<AddressFeature[]> =>
  (await getJson<{ features: AddressFeature[] }>(`/v1/export/addresses?area=${encodeURIComponent(area)}&${of(plan)}`)).features;

/** A spatial unit with its outline. */
export interface Unit {
  id: string;
  kind: string;
  name: string;
  geometry: { type: string; coordinates: unknown };
}

/** The spatial units that meet a box. */
export const getUnits = async (box: readonly number[], plan: string): Promise<Unit[]> =>
  (await getJson<{ items: Unit[] }>(`/v1/units?bbox=${box.join(",")}&limit=1000&${of(plan)}`)).items;

/** A street, river or other line that divides. */
export interface Barrier {
  id: string;
  properties: { class: string };
  geometry: { type: string; coordinates: Position[] };
}

/** The barriers that meet a box. */
export const getBarriers = async (box: readonly number[]): Promise<Barrier[]> =>
  (await getJson<{ features: Barrier[] }>(`/ogc/collections/barriers/items?bbox=${box.join(",")}&limit=2000`)).features;
