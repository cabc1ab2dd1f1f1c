import { tagOf } from "./i18n/text.ts";
import { lang } from "./i18n.ts";

/** What the server says of an error (RFC 9457), in the language of the page. */
export interface Problem {
  status: number;
  code: string;
  title: string;
  detail: string;
  /** Where in the request the fault lies. */
  pointer?: string;
  /** What belongs to this kind of problem. */
  [member: string]: unknown;
}

/** A request that failed; `status` is 0 when the server did not answer. */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: Problem | null;
  constructor(status: number, path: string, problem: Problem | null = null) {
    super(status === 0 ? `no answer for ${path}` : `status ${status} for ${path}`);
    this.name = "ApiError";
    this.status = status;
    this.problem = problem;
  }
}

/** What an answer held, and the tag that names this state of it. */
export interface Answered<T> {
  value: T;
  etag: string | null;
}

async function request(path: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("accept", "application/json");
  headers.set("accept-language", tagOf(lang.peek()));
  const response = await fetch(path, { ...init, headers }).catch(() => null);
  if (!response) throw new ApiError(0, path);
  if (response.ok) return response;
  const isProblem = response.headers.get("content-type")?.includes("problem+json") ?? false;
  const problem = isProblem ? ((await response.json().catch(() => null)) as Problem | null) : null;
  throw new ApiError(response.status, path, problem);
}

/** The decoded answer to a question; rejects with an {@link ApiError}. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await (await request(path, signal ? { signal } : {})).json()) as T;
}

/** An answer with its tag; rejects with an {@link ApiError}. */
export async function getTagged<T>(path: string): Promise<Answered<T>> {
  const response = await request(path, { cache: "no-cache" });
  return { value: (await response.json()) as T, etag: response.headers.get("etag") };
}

/** How a change is sent. */
export interface Sending {
  /** The tag of what was looked at: the change is refused if it is another by now. */
  ifMatch?: string;
  /** Under which the change is made once, however often it is sent. */
  key?: string;
}

/** Sends a change; null where the answer has no body. Rejects with an {@link ApiError}. */
export async function send<T>(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: unknown, sending: Sending = {}): Promise<Answered<T>> {
  const headers: Record<string, string> = {};
  if (body !== undefined) headers["content-type"] = "application/json";
  if (sending.ifMatch) headers["if-match"] = sending.ifMatch;
  if (sending.key) headers["idempotency-key"] = sending.key;
  const response = await request(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const text = await response.text();
  return { value: (text ? JSON.parse(text) : null) as T, etag: response.headers.get("etag") };
}

/** A key under which a change is made once. Plain HTTP has no `randomUUID`. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Follows server-sent events of one name until the returned function is called; `onBreak` is told when the line is cut. */
export function listen<T>(path: string, name: string, onEvent: (value: T) => void, onBreak: () => void): () => void {
  const source = new EventSource(path);
  source.addEventListener(name, (event) => onEvent(JSON.parse((event as MessageEvent<string>).data) as T));
  source.addEventListener("error", onBreak);
  return () => source.close();
}
