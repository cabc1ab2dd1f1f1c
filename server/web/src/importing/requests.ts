import { getJson, newKey, send, ApiError, type Problem } from "../requests.ts";
import { tagOf } from "../i18n/text.ts";
import { lang } from "../i18n.ts";

/** What a file holds. */
export type FileKind = "addresses" | "cases" | "grids" | "checkpoints" | "barriers" | "units";

/** How a job stands. */
export type JobState = "sent" | "checking" | "checked" | "refused" | "applying" | "applied" | "stopping" | "cancelled";

/** What is said about a file. */
export interface Order {
  crs?: string;
  layer?: string;
  encoding?: string;
  columns?: Record<string, string>;
  tier?: string;
  winner?: "point" | "code";
  plan?: string;
  anywhere?: boolean;
  trust_crs?: boolean;
  with_faults?: boolean;
  repair?: Record<string, number>;
}

/** How well a coordinate reference system explains the coordinates. */
export interface Score {
  crs: string;
  inside: number;
  total: number;
}

/** What a file seems to be. */
export interface Survey {
  format: string;
  encoding: string;
  rows: number;
  columns: { name: string; field: string | null; personal: boolean }[];
  missing: string[];
  geometry: string | null;
  written_crs: string | null;
  against: string | null;
  scores: Score[];
  /** Where some of the points lie under the systems that explain any. */
  spots?: { crs: string; points: [number, number][] }[];
}

/** The answer about a file: its layers, and the survey unless one of several layers has to be chosen. */
export interface Found {
  layers: { name: string; geometry: string | null; features: number | null; fields: string[] }[];
  survey: Survey | null;
}

/** How far a job is. */
export interface Progress {
  stage: "converting" | "reading" | "comparing" | "writing";
  bytes: number;
  rows: number;
  fraction: number | null;
  rows_per_second: number | null;
  remaining_seconds: number | null;
}

/** A bad row. */
export interface Finding {
  place: string;
  number: number;
  field: string;
  value: string;
  reason: string;
}

/** What grids hold. */
export interface Tally {
  addresses: number;
  households: number;
  residents: number;
  area_m2: number;
  checkpoints: number;
}

/** What a change comes to. */
export interface Changes {
  revision: number;
  changed: number;
  before: Tally | null;
  after: Tally | null;
  unlocated: { before: number; after: number } | null;
  grids_total: number;
  grids: { code: string; before: (Tally & { name: string }) | null; after: (Tally & { name: string }) | null }[];
}

/** What came of a check or of applying. */
export interface Report {
  revision: number;
  rows: number;
  rejected: number;
  first_rejected: Finding[];
  ignored_columns: string[];
  personal_columns: string[];
  check?: { against: string | null; overruled?: string; scores: Score[] };
  like_names?: { field: string; values: number; first: number }[];
  repairs?: { count: number; moved_m2: number };
  changes?: Changes;
}

/** A file on its way into the store. */
export interface Job {
  id: string;
  kind: FileKind;
  file: string;
  bytes: number;
  state: JobState;
  order?: Order;
  progress?: Progress;
  report?: Report;
  problem?: { code: string; detail: string; members?: { scores?: Score[] } };
}

const path = (id: string, end = ""): string => `/v1/jobs/${encodeURIComponent(id)}${end}`;

/** All files that were sent and that the server still has, the oldest first. */
export const listJobs = async (): Promise<Job[]> => (await getJson<{ items: Job[] }>("/v1/jobs")).items;

/** One job. */
export const getJob = (id: string): Promise<Job> => getJson(path(id));

/** What the file of a job seems to be, read in a layer and encoding if they are named. */
export function surveyFile(id: string, layer: string, encoding: string): Promise<Found> {
  const params = new URLSearchParams();
  if (layer) params.set("layer", layer);
  if (encoding) params.set("encoding", encoding);
  return getJson(path(id, `/survey?${params}`));
}

/** Begins the check of a file: nothing is written. */
export const checkFile = async (id: string, order: Order): Promise<Job> => (await send<Job>("POST", path(id, "/check"), order)).value;

/** Begins to make durable what was checked. */
export const applyFile = async (id: string, author: string, reason: string): Promise<Job> =>
  (await send<Job>("POST", path(id, "/apply"), { author, reason }, { key: newKey() })).value;

/** Breaks off what is being done, or forgets the file. */
export const removeJob = async (id: string): Promise<void> => void (await send("DELETE", path(id)));

/** Where the bad rows are, as a table. */
export const rejectedPath = (id: string): string => path(id, "/rejected");
/** Where the events of a job are. */
export const eventsPath = (id: string): string => path(id, "/events");

/** Takes a revision back. */
export const undoRevision = async (revision: number, author: string): Promise<void> =>
  void (await send("POST", `/v1/revisions/${revision}/undo`, { author }, { key: newKey() }));

/** A file that is being sent: how it ends, and the way to break it off. */
export interface Upload {
  done: Promise<Job>;
  abort: () => void;
}

/** Sends a file; `onProgress` is told the share that is gone. */
export function sendFile(file: File, kind: FileKind, onProgress: (share: number) => void): Upload {
  const request = new XMLHttpRequest();
  const target = `/v1/jobs?kind=${kind}&name=${encodeURIComponent(file.name.slice(-200))}`;
  const done = new Promise<Job>((resolve, reject) => {
    const failed = (problem: Problem | null = null): void => reject(new ApiError(request.status, target, problem));
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0));
    request.addEventListener("error", () => failed());
    request.addEventListener("abort", () => failed());
    request.addEventListener("load", () => {
      const answer: unknown = request.response;
      if (request.status === 201) resolve(answer as Job);
      else failed(answer as Problem | null);
    });
  });
  request.responseType = "json";
  request.open("POST", target);
  request.setRequestHeader("accept-language", tagOf(lang.peek()));
  request.setRequestHeader("content-type", "application/octet-stream");
  request.send(file);
  return { done, abort: () => request.abort() };
}
