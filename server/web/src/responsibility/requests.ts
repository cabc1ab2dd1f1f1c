import type { Bounds, Dataset, Grid, Located, Outlined, Portion } from "../api.ts";
import type { Tier } from "../link.ts";
import { getJson, send } from "../requests.ts";

/** A post, and how many people each grid of a tier has in it. */
export interface RoleRow {
  id: string;
  title_zh: string;
  title_en: string;
  class: string;
  tier: Tier | null;
  least: number;
  most: number | null;
}

/** How many addresses and households so many people answer for. */
export interface Covered {
  people: number;
  addresses: number;
  households: number;
}

/** What the absence of one person leaves. */
export interface AbsenceRow {
  staff: string;
  addresses: number;
  households: number;
  left_below: number;
  households_left_below: number;
  left_alone: number;
  households_left_alone: number;
}

/** How evenly the households of a role are shared. */
export interface RoleLoad {
  role: string;
  people: number;
  mean_households: number;
  most_minutes: number;
  max_over_mean: number;
  gini: number;
}

/** How well the place is covered. */
export interface Report {
  roles: number;
  duties: number;
  people: number;
  addresses: number;
  households: number;
  histogram: Covered[];
  classes: { class: string; addresses: number; households: number; histogram: Covered[] }[];
  absences: { least: number; people_leaving_below: number; people_leaving_alone: number; addresses_left_alone: number };
  pairs: { drawn: number; leaving_alone: number; most_left_alone: number };
  loads: RoleLoad[];
  missing: number;
  surplus: number;
}

/** A grid with too few or too many people in a role. */
export interface ShortageRow {
  role: string;
  title_zh: string;
  title_en: string;
  area: string;
  name: string;
  held: number;
  least: number;
  most: number | null;
  missing: number;
  surplus: number;
}

/** Where the absence of one person is felt. */
export interface AbsenceOfOne {
  staff: string;
  tier: Tier;
  least: number;
  addresses: number;
  left_below: number;
  left_alone: number;
  areas: { code: string; name: string; bounds: Bounds; addresses: number; left_below: number; left_alone: number }[];
}

/** The work of a person in a role. */
export interface LoadRow {
  role: string;
  staff: string;
  households: number;
  minutes: number;
}

/** Somebody answers, and why. */
export interface AnswerRow {
  id: string;
  role: string;
  name: string;
  kind: "households" | "addresses" | "buildings" | "line" | "region" | "cells" | "areas";
  holders: { staff: string; share_percent: number; deputy: boolean }[];
  title_zh: string;
  title_en: string;
  class: string;
  area: string | null;
}

/** Who answers at a place, what is nearest to a household first. */
export interface Answering {
  lon: number;
  lat: number;
  people: number;
  answers: AnswerRow[];
}

/** A place where ways meet the border of a grid. */
export interface CrossingRow {
  number: number;
  state: "gate" | "block";
  lon: number;
  lat: number;
  ways: { class: string; name: string }[];
  drivable: boolean;
  addresses: number;
  households: number;
  farthest_m: number;
}

/** A shift at a gate. */
export interface Shift {
  number: number;
  day: number;
  from_hour: number;
  to_hour: number;
  people: number[];
}

/** Who stands at the gates in a week. */
export interface Roster {
  shift_hours: number;
  week_hours: number;
  staff: number;
  people: number;
  shifts: Shift[];
}

/** Gates and blocks of a grid. */
export interface GatePlan {
  area: string;
  within_m: number;
  crossings: number;
  gates: number;
  blocks: number;
  bound: number;
  reached: number;
  beyond: number;
  cut_off: number;
  farthest_m: number;
  mean_m: number;
  along_ways: boolean;
  items: CrossingRow[];
  roster?: Roster;
}

/** What is asked of gates. */
export interface GateWish {
  within_m: string;
  vehicles: boolean;
  /** Empty for no roster. */
  shift_hours: string;
  week_hours: string;
  staff: string;
}

/** A question to what is in force, or to a plan. */
function path(way: string, plan: string | undefined, wishes: Record<string, string | number | boolean> = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(wishes)) params.set(name, String(value));
  if (plan) params.set("plan", plan);
  const text = params.toString();
  return text ? `${way}?${text}` : way;
}

const items = async <Row>(way: string): Promise<Row[]> => (await getJson<Portion<Row>>(way)).items;

/** What is stored: tiers with their grids, honeycombs. */
export const getStored = (plan?: string): Promise<Pick<Dataset, "tiers" | "layers" | "bounds">> =>
  getJson(path("/v1", plan, { without: "content_hash" }));

/** All roles. */
export const getRoles = (plan?: string): Promise<RoleRow[]> => items(path("/v1/roles", plan));

/** How well the place is covered, when so many people are enough. */
export const getReport = (least: number, plan?: string): Promise<Report> => getJson(path("/v1/duties/report", plan, { least }));

/** Every grid with too few or too many people in a role. */
export const getShortages = (plan?: string): Promise<ShortageRow[]> => items(path("/v1/duties/shortages", plan));

/** People by what their absence leaves, the worst first. */
export const getAbsences = (least: number, limit: number, plan?: string): Promise<Portion<AbsenceRow> & { total: number }> =>
  getJson(path("/v1/duties/people", plan, { least, limit }));

/** Where the absence of one person is felt. */
export const getAbsence = (staff: string, tier: Tier, least: number, plan?: string): Promise<AbsenceOfOne> =>
  getJson(path(`/v1/duties/people/${encodeURIComponent(staff)}`, plan, { tier, least }));

/** The work of each person in a role, the most first. */
export const getLoads = (role: string, limit: number, plan?: string): Promise<Portion<LoadRow> & { total: number }> =>
  getJson(path("/v1/duties/loads", plan, { role, limit }));

/** Who answers at a position. */
export const getAnswering = (lon: number, lat: number, plan?: string): Promise<Answering> =>
  getJson(path("/v1/responsible", plan, { lon, lat }));

/** The areas that hold a position. */
export const locateIn = (lon: number, lat: number, plan?: string): Promise<Located> => getJson(path("/v1/locate", plan, { lon, lat }));

/** A grid with its outline. */
export const getGridOf = (code: string, plan?: string): Promise<Outlined<Grid>> =>
  getJson(path(`/v1/grids/${encodeURIComponent(code)}`, plan));

/** The first grids of any tier whose code or name holds some words. */
export const findGrids = (words: string, limit: number, plan?: string): Promise<Grid[]> => items(path("/v1/grids", plan, { q: words, limit }));

/** The gates and blocks of a grid. */
export const getGates = (code: string, wish: GateWish, plan?: string): Promise<GatePlan> => {
  const { within_m, vehicles, shift_hours, week_hours, staff } = wish;
  const roster = shift_hours ? { shift_hours, week_hours, staff } : {};
  return getJson(path(`/v1/gates/${encodeURIComponent(code)}`, plan, { within_m, vehicles, ...roster }));
};

/** Where the card of a grid is. */
export const cardPath = (code: string, form: "pdf" | "png", lang: "zh" | "en", plan?: string): string =>
  path(`/v1/cards/${encodeURIComponent(code)}.${form}`, plan, { lang });

/** What a change of a draft did, or would do: nothing where no step was made. */
export interface Done {
  changed: number;
}

/** Lays something as a step of a draft, once for each key; without a key it is only asked what that would do. */
export const layInDraft = async (plan: string, author: string, edit: object, key: string | null): Promise<Done> => {
  const body = { plan, author, edits: [edit] };
  return (await send<Done>("POST", `/v1/changesets${key ? "" : "?dry_run=true"}`, body, key ? { key } : {})).value;
};
