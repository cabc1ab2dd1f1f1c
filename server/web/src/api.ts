import type { Lang } from "./i18n/text.ts";
import type { Areas, LoadBy, Tier } from "./link.ts";
import { getJson } from "./requests.ts";

/**
 * Typed access to the server's HTTP interface. Every function resolves to the
 * decoded answer and rejects with an `ApiError`.
 */

/** A text in both languages of the page. */
export interface Bilingual {
  zh: string;
  en: string;
}

/** West, south, east, north in degrees (EPSG:4326). */
export type Bounds = [number, number, number, number];

/** One count of one measure, up to a cut-off date. */
export interface Count {
  measure: string;
  unit: string;
  value: number;
  cutoff: string;
}

/** The sum of one measure over the whole data set. */
export interface MeasureTotal {
  measure: string;
  unit: string;
  total: number;
  cutoff: string;
}

/** A map style that the server draws. */
export interface MapStyle {
  id: string;
  title: Bilingual;
  description: Bilingual;
  formats: string[];
  minzoom: number;
  maxzoom: number;
  options: { areas?: string[]; tier?: string[]; by?: string[] };
}

/** A honeycomb layer. */
export interface HoneycombLayer {
  name: string;
  spacing_m: number;
  phase: string;
  parent: string | null;
  cells: number;
}

/** What the server holds: the answer of `/v1`. */
export interface Dataset {
  name: Bilingual;
  note: Bilingual;
  revision: number;
  /** Another one whenever the server starts. */
  instance: string;
  bounds: Bounds;
  center: [number, number];
  zoom: number;
  totals: Record<string, number>;
  measures: MeasureTotal[];
  tiers: { tier: Tier; areas: number }[];
  layers: HoneycombLayer[];
  styles: MapStyle[];
}

/** Risk class of an area. */
export type Risk = "high" | "watch" | "normal" | "none";

/** A grid: one area of the partition. */
export interface Grid {
  code: string;
  name: string;
  tier: Tier;
  parent: string | null;
  area_m2: number;
  addresses: number;
  households: number;
  residents: number;
  counts: Count[];
  risk: Risk;
  bounds: Bounds;
}

/** A honeycomb cell. */
export interface Cell {
  code: string;
  layer: string;
  phase: string;
  q: number;
  r: number;
  area_m2: number;
  addresses: number;
  counts: Count[];
  risk: Risk;
  bounds: Bounds;
}

/** Adds the outline, a GeoJSON geometry in EPSG:4326. */
export type Outlined<T> = T & { geometry: { type: string; coordinates: unknown } };

/** A checkpoint, with what lies nearest to it. */
export interface Checkpoint {
  id: string;
  name: string;
  kind: string;
  state: "open" | "closed";
  lon: number;
  lat: number;
  nearest: { addresses: number; counts: Count[] };
}

/** The areas that hold a point. */
export interface Located {
  lon: number;
  lat: number;
  inside: boolean;
  grids: { tier: Tier; code: string; name: string }[];
  cells: { layer: string; code: string; q: number; r: number }[];
}

/** A neighbour of a point; the distance is measured on the ground. */
export interface Neighbour {
  id: string;
  name: string;
  kind: string;
  lon: number;
  lat: number;
  distance_m: number;
  /** How many addresses a checkpoint is nearest to. */
  addresses?: number;
  counts: Count[];
}

/** One swatch of a legend. */
export interface LegendEntry {
  color: string;
  alpha: number;
  from?: number | null;
  to?: number | null;
  label?: Bilingual | null;
  letter?: string | null;
  /** What it is drawn as. */
  shape?: "area" | "line" | "text" | "circle" | "square" | "diamond" | null;
  /** What stands on a symbol. */
  mark?: "none" | "bar" | "cross" | "tick" | null;
  hatch?: "none" | "diagonal" | "cross" | "dots" | null;
  /** Colour of the hatch, or of a symbol's rim. */
  ink?: string | null;
}

/** The legend of a style. */
export interface Legend {
  style: string;
  title: Bilingual;
  unit: Bilingual | null;
  kind: "ramp" | "classes" | "symbols";
  scale: string | null;
  entries: LegendEntry[];
}

/** The parts of a TileJSON 3.0 document that the page reads. */
export interface TileJson {
  minzoom: number;
  maxzoom: number;
  bounds?: Bounds;
}

/** A portion of a list, and the way to the next one. */
export interface Portion<Row> {
  items: Row[];
  /** How many rows there are in all, where the server says so. */
  total?: number;
  next?: string;
}

/** Which grids are wanted, and in which order: a column, with a minus in front when the largest come first. */
export interface GridQuestion {
  tier?: Tier;
  words?: string;
  sort?: string;
  limit: number;
}

/** A link to a next portion as a path: a proxy may have written it for another host. */
const pathOf = (link: string): string => {
  const { pathname, search } = new URL(link, location.href);
  return pathname.slice(pathname.indexOf("/v1/")) + search;
};

/** The portion that a link leads to. */
export const getNext = <Page extends Portion<unknown>>(link: string): Promise<Page> => getJson(pathOf(link));

/** Describes the data set. */
export const getDataset = (): Promise<Dataset> => getJson("/v1?without=content_hash");

/** The first of the grids that are asked for, and how many there are. */
export function getGrids({ tier, words, sort, limit }: GridQuestion): Promise<Portion<Grid> & { total: number }> {
  const params = new URLSearchParams({ limit: String(limit) });
  if (tier) params.set("tier", tier);
  if (words?.trim()) params.set("q", words.trim());
  if (sort) params.set("sort", sort);
  return getJson(`/v1/grids?${params}`);
}

/** A portion and all that follow it. */
export async function getRest<Row>(first: Portion<Row>): Promise<Row[]> {
  const rows = [...first.items];
  for (let { next } = first; next; ) {
    const portion: Portion<Row> = await getNext(next);
    rows.push(...portion.items);
    next = portion.next;
  }
  return rows;
}

/** One reason why the areas of a tier are no partition. */
export interface Fault {
  /** Its place in the list of its tier. */
  index: number;
  kind: string;
  breaks_coverage: boolean;
  codes: string[];
  parent: string | null;
  lon: number;
  lat: number;
  bounds: Bounds;
  size: { value: number; unit: "m" | "m2" } | null;
}

/** A portion of the faults of a tier, and what there is in all. */
export interface Faults extends Portion<Fault> {
  tier: Tier;
  areas: number;
  total: number;
  /** How many of them break the coverage; the others are gaps. */
  breaking: number;
  kinds: { kind: string; breaks_coverage: boolean; count: number }[];
}

/** The first faults of a tier, of one kind or of all. */
export const getFaults = (tier: Tier, kind: string | null): Promise<Faults> =>
  getJson(`/v1/faults?tier=${tier}&limit=100${kind ? `&kind=${encodeURIComponent(kind)}` : ""}`);

/** Kinds of entries of the ledger, worst first. */
export const LEDGER_KINDS = ["unlocated", "conflict", "unknown-area", "scattered", "moved"] as const;
/** A kind of entries. */
export type LedgerKind = (typeof LEDGER_KINDS)[number];

/** An address that counts nowhere, or about which something had to be decided. */
export interface LedgerEntry {
  kind: LedgerKind;
  address: string;
  lon: number;
  lat: number;
  building?: string;
  /** The area that its file states. */
  stated?: string;
  winner?: "code" | "point";
  /** The area it lies in. */
  found?: string;
  /** The area it counts in. */
  counted?: string;
  reason?: string;
  distance_m?: number;
  addresses?: number;
}

/** The first entries of the ledger of a tier of one kind. */
export const getLedger = (tier: Tier, kind: LedgerKind): Promise<Portion<LedgerEntry>> =>
  getJson(`/v1/ledger?tier=${tier}&kind=${kind}&limit=100`);

/** Lists every checkpoint. */
export const getCheckpoints = async (): Promise<Checkpoint[]> =>
  getRest(await getJson<Portion<Checkpoint>>("/v1/checkpoints"));

/** An address that was looked for. */
export interface FoundAddress {
  id: string;
  label: string;
  lon: number;
  lat: number;
}

/** The first addresses whose text holds all words, or the one of an id. */
export const findAddresses = async (words: string, limit: number): Promise<FoundAddress[]> =>
  (await getJson<{ items: FoundAddress[] }>(`/v1/addresses?q=${encodeURIComponent(words)}&limit=${limit}`)).items;

/** One grid with its outline. */
export const getGrid = (code: string): Promise<Outlined<Grid>> =>
  getJson(`/v1/grids/${encodeURIComponent(code)}`);

/** One honeycomb cell with its outline. */
export const getCell = (code: string): Promise<Outlined<Cell>> =>
  getJson(`/v1/cells/${encodeURIComponent(code)}`);

/** The areas that hold the point. */
export const locate = (lon: number, lat: number): Promise<Located> =>
  getJson(`/v1/locate?lon=${lon}&lat=${lat}`);

/** The nearest record of a layer, or null when the layer is empty. */
export async function getNearest(
  layer: "checkpoints" | "addresses",
  lon: number,
  lat: number,
): Promise<Neighbour | null> {
  const path = `/v1/nearest?layer=${layer}&lon=${lon}&lat=${lat}&k=1`;
  return (await getJson<{ items: Neighbour[] }>(path)).items[0] ?? null;
}

/** What is chosen about a style; null where it has no choice. */
export interface Choices {
  areas: Areas | null;
  tier: Tier | null;
  by: LoadBy | null;
  labels: Lang | null;
  theme: "dark" | null;
  /** The honeycomb that is drawn; the first one without it. */
  layer?: string | null;
  /** The plan that is drawn; what is in force without one. */
  plan?: string | null;
}

const chosen = (choices: Choices, names: readonly (keyof Choices)[]): string[] =>
  names.flatMap((name) => (choices[name] ? [`${name}=${encodeURIComponent(choices[name])}`] : []));

const withQuery = (path: string, params: string[]): string => (params.length > 0 ? `${path}?${params.join("&")}` : path);

/** The legend of a style as it is chosen. */
export const getLegend = (style: string, choices: Choices): Promise<Legend> =>
  getJson(withQuery(`/legends/${style}.json`, chosen(choices, ["areas", "tier", "by", "theme", "layer", "plan"])));

/** The TileJSON of a style as it is chosen, at a tile size of 256 or 512 pixels. */
export const getTileJson = (style: string, sizePx: number, choices: Choices): Promise<TileJson> =>
  getJson(withQuery(`/tiles/${style}.json`, [`size=${sizePx}`, ...chosen(choices, ["areas", "tier", "by", "labels", "theme", "layer", "plan"])]));

/** URL template of a style's tiles as it is chosen. */
export const tileUrl = (style: string, sizePx: number, choices: Choices): string =>
  withQuery(`/tiles/${style}/{z}/{x}/{y}.png`, [`size=${sizePx}`, ...chosen(choices, ["areas", "tier", "by", "labels", "theme", "layer", "plan"])]);

/** True when the server answers its liveness probe. */
export async function isServerLive(): Promise<boolean> {
  try {
    return (await fetch("/health/live", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}
