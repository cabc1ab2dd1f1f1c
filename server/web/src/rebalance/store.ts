import { batch, signal } from "@preact/signals";
import { connect, suspectOffline } from "../connection.ts";
import { ApiError, listen } from "../requests.ts";
import { about, replaceAbout } from "../screen.ts";
import { beginSearch, getGridRows, getMoves, getSearch, searchEvents, stopSearch, type GridRow, type Move, type Order, type Search } from "./requests.ts";

/** Pause before a search is asked for again after its line was cut. */
const AGAIN_MS = 1_500;

/** The search that is shown. */
export const search = signal<Search | null>(null);
/** What it moves, once it has found something. */
export const moves = signal<readonly Move[] | null>(null);
/** The grids before and after. */
export const gridRows = signal<readonly GridRow[] | null>(null);
/** Grids whose changes are not accepted. */
export const refused = signal<ReadonlySet<string>>(new Set());
/** What went wrong last. */
export const searchError = signal<unknown>(null);

let unwatch: (() => void) | null = null;

/** Whether somebody works at it. */
export const isSearching = ({ state }: Search): boolean => !["done", "stopped", "refused"].includes(state);

const stopWatching = (): void => {
  unwatch?.();
  unwatch = null;
};

async function put(next: Search): Promise<void> {
  const before = search.peek();
  search.value = next;
  if (isSearching(next)) return;
  stopWatching();
  if (next.draft && before?.draft !== next.draft) void connect();
  if (next.summary && !moves.peek()) {
    try {
      const [moved, rows] = await Promise.all([getMoves(next.id), getGridRows(next.id)]);
      if (search.peek()?.id === next.id) batch(() => ((moves.value = moved), (gridRows.value = rows)));
    } catch (error) {
      searchError.value = error;
    }
  }
}

/** Follows a search until it ends; goes on when the line was cut. */
export function watchSearch(next: Search): void {
  stopWatching();
  void put(next);
  if (!isSearching(next)) return;
  const again = (): void => {
    stopWatching();
    void suspectOffline();
    const timer = setTimeout(() => void resumeSearch(next.id), AGAIN_MS);
    unwatch = () => clearTimeout(timer);
  };
  unwatch = listen<Search>(searchEvents(next.id), "rebalance", (value) => void put(value), again);
}

/** Forgets the search that is shown. */
export function forgetSearch(): void {
  stopWatching();
  batch(() => {
    search.value = null;
    moves.value = null;
    gridRows.value = null;
    refused.value = new Set();
    searchError.value = null;
  });
  const { search: _old, ...kept } = about.peek();
  replaceAbout("rebalance", kept);
}

/** Begins a search. */
export async function startSearch(order: Order): Promise<void> {
  forgetSearch();
  try {
    const begun = await beginSearch(order);
    replaceAbout("rebalance", { ...about.peek(), search: begun.id });
    watchSearch(begun);
  } catch (error) {
    searchError.value = error;
    void suspectOffline();
  }
}

/** Takes up a search that a link names. */
export async function resumeSearch(id: string): Promise<void> {
  try {
    watchSearch(await getSearch(id));
    searchError.value = null;
  } catch (error) {
    if (error instanceof ApiError && error.status === 0) {
      const timer = setTimeout(() => void resumeSearch(id), AGAIN_MS);
      unwatch = () => clearTimeout(timer);
      void suspectOffline();
    } else {
      forgetSearch();
    }
    searchError.value = error;
  }
}

/** Breaks the search off: the best plan until then is kept. */
export async function breakOff(): Promise<void> {
  const current = search.peek();
  if (!current) return;
  try {
    await stopSearch(current.id);
  } catch (error) {
    searchError.value = error;
  }
}

/** The moves between grids that are all accepted. */
export const acceptedMoves = (all: readonly Move[], without: ReadonlySet<string>): Move[] =>
  all.filter(({ from, to }) => !without.has(from) && !without.has(to));

/** Accepts or refuses the changes of a grid. */
export function toggleGrid(code: string): void {
  const next = new Set(refused.peek());
  if (!next.delete(code)) next.add(code);
  refused.value = next;
}
