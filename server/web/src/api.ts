/**
 * Typed access to the server's HTTP interface. Every function resolves to the
 * decoded answer and rejects with an {@link ApiError}.
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
  options: { areas?: string[] };
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
  content_hash: string;
  bounds: Bounds;
  center: [number, number];
  zoom: number;
  totals: Record<string, number>;
  measures: MeasureTotal[];
  layers: HoneycombLayer[];
  styles: MapStyle[];
}

/** Risk class of an area. */
export type Risk = "high" | "watch" | "normal" | "none";

/** A grid: one area of the partition. */
export interface Grid {
  code: string;
  name: string;
  tier: string;
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
  lon: number;
  lat: number;
  nearest: { addresses: number; counts: Count[] };
}

/** The areas that hold a point. */
export interface Located {
  lon: number;
  lat: number;
  inside: boolean;
  grids: { tier: string; code: string; name: string }[];
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

/** A request that failed; `status` is 0 when the server did not answer. */
export class ApiError extends Error {
  readonly status: number;
  constructor(status: number, path: string) {
    super(status === 0 ? `no answer for ${path}` : `status ${status} for ${path}`);
    this.name = "ApiError";
    this.status = status;
  }
}

async function getJson<T>(path: string): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { headers: { accept: "application/json" } });
  } catch {
    throw new ApiError(0, path);
  }
  if (!response.ok) throw new ApiError(response.status, path);
  return (await response.json()) as T;
}

/** Describes the data set. */
export const getDataset = (): Promise<Dataset> => getJson("/v1");

/** Lists every grid. */
export const getGrids = async (): Promise<Grid[]> =>
  (await getJson<{ items: Grid[] }>("/v1/grids")).items;

/** Lists every checkpoint. */
export const getCheckpoints = async (): Promise<Checkpoint[]> =>
  (await getJson<{ items: Checkpoint[] }>("/v1/checkpoints")).items;

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

/** The legend of a style. */
export const getLegend = (style: string): Promise<Legend> => getJson(`/legends/${style}.json`);

/** The TileJSON of a style at a tile size of 256 or 512 pixels. */
export const getTileJson = (style: string, sizePx: number): Promise<TileJson> =>
  getJson(`/tiles/${style}.json?size=${sizePx}`);

/** True when the server answers its liveness probe. */
export async function isServerLive(): Promise<boolean> {
  try {
    return (await fetch("/health/live", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}
