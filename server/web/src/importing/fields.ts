import type { FileKind, Order, Survey } from "./requests.ts";

/** The kinds of files of the import wizard, in the order in which a new place is filled. */
export const KINDS: readonly FileKind[] = ["grids", "addresses", "checkpoints", "barriers", "units", "cases"];

/** A field of a record that a column can be; outlines are no columns. */
export type FieldName =
  | "id" | "lon" | "lat" | "label" | "building" | "households" | "residents" | "grid" | "winner" | "code" | "name" | "tier"
  | "parent" | "lock" | "kind" | "state" | "class" | "address" | "measure" | "unit" | "cutoff" | "value";

/** The fields of each kind, those that every row needs first. */
export const FIELDS: Record<FileKind, readonly FieldName[]> = {
  grids: ["code", "name", "tier", "parent", "lock"],
  addresses: ["id", "lon", "lat", "label", "building", "households", "residents", "grid", "winner"],
  checkpoints: ["id", "lon", "lat", "name", "kind", "state"],
  barriers: ["id", "class"],
  units: ["id", "kind", "name"],
  cases: ["address", "measure", "unit", "cutoff", "value"],
};

/** Whether rows of a kind have coordinates. */
export const hasPlaces = (kind: FileKind): boolean => kind !== "cases";
/** Whether a kind may go into a draft. */
export const isPlanned = (kind: FileKind): boolean => kind === "grids" || kind === "checkpoints";

/** Encodings that the page offers. */
export const ENCODINGS = ["utf-8", "gb18030", "utf-16le", "utf-16be"] as const;

/** What the name of a file lets one expect it to hold; null when nothing. */
export function kindOfName(name: string): FileKind | null {
  const text = name.toLowerCase();
  const signs: [FileKind, RegExp][] = [
    ["cases", /case|count|death|病例|计数|日报/],
    ["addresses", /address|addr|household|地址|门牌|户/],
    ["checkpoints", /checkpoint|gate|pump|卡口|卡点|检查点/],
    ["barriers", /barrier|street.?line|road|river|道路|河流|障碍/],
    ["units", /unit|building|block|单元|楼栋|小区/],
    ["grids", /grid|area|communit|网格|社区|街道/],
  ];
  return signs.find(([, sign]) => sign.test(text))?.[0] ?? null;
}

/** Whether one system alone explains every point. */
export function provenCrs({ scores, written_crs }: Survey): string | null {
  const [best, next] = scores;
  if (!best || best.total === 0 || best.inside < best.total) return null;
  const alone = !next || next.inside < best.inside;
  return alone || written_crs?.endsWith(best.crs.replace("EPSG:", ":")) ? best.crs : null;
}

/** The columns that the order has to name: those that are called otherwise than their fields. */
export function columnsOf(chosen: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(chosen).filter(([column, field]) => field && field !== column));
}

/** Fields that every row needs and no column was chosen for. */
export function missingFields(survey: Survey, chosen: Record<string, string>, kind: FileKind): FieldName[] {
  const proposed = new Set(survey.columns.flatMap(({ field }) => (field ? [field] : [])));
  const taken = new Set(Object.values(chosen));
  // a field whose proposed column was given to another one is missing, too
  const required = new Set(REQUIRED[kind].filter((field) => survey.missing.includes(field) || proposed.has(field)));
  return [...required].filter((field) => !taken.has(field));
}

const REQUIRED: Record<FileKind, readonly FieldName[]> = {
  grids: ["code", "name"],
  addresses: ["id", "lon", "lat"],
  checkpoints: ["id", "lon", "lat", "name", "kind"],
  barriers: ["id", "class"],
  units: ["id", "kind"],
  cases: FIELDS.cases,
};

/** What is kept of an order for other files like it. */
export type Template = Pick<Order, "crs" | "encoding" | "columns" | "tier" | "winner">;

/** The columns as a template names them, as far as a file has them. */
export function withTemplate(survey: Survey, template: Template): Record<string, string> {
  const known = new Set(survey.columns.map(({ name }) => name));
  const kept = Object.entries(template.columns ?? {}).filter(([column]) => known.has(column));
  return Object.fromEntries(kept);
}
