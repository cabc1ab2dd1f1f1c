import { signal } from "@preact/signals";
import { getGrids, getNext, getRest, type Grid, type GridQuestion, type Portion } from "./api.ts";
import { suspectOffline } from "./connection.ts";

/** Grids asked for at once: what a table shows before somebody scrolls. */
const PORTION = 200;
/** The most that the server gives at once. */
const LARGEST_PORTION = 10_000;

/** Grids of a list that the server filters and sorts, as far as they were fetched. */
export interface GridList {
  rows: Grid[];
  /** How many there are in all. */
  total: number;
  next: string | undefined;
  busy: boolean;
  failed: boolean;
}

const NOTHING: GridList = { rows: [], total: 0, next: undefined, busy: true, failed: false };

/** The list that the table shows. */
export const gridList = signal<GridList>(NOTHING);

/** The last question wins when answers cross. */
let turn = 0;

/** Asks for the first rows of a list; until they are there, those of the list before stay. */
export async function askGrids(question: Omit<GridQuestion, "limit">): Promise<void> {
  const mine = ++turn;
  gridList.value = { ...gridList.peek(), next: undefined, busy: true };
  await take(mine, [], getGrids({ ...question, limit: PORTION }));
}

/** Fetches the rows behind those that are there. */
export async function askMoreGrids(): Promise<void> {
  const { next, busy, rows } = gridList.peek();
  if (!next || busy) return;
  const mine = turn;
  gridList.value = { ...gridList.peek(), busy: true };
  await take(mine, rows, getNext(next));
}

async function take(mine: number, before: Grid[], answer: Promise<Portion<Grid> & { total: number }>): Promise<void> {
  try {
    const { items, total, next } = await answer;
    if (mine === turn) gridList.value = { rows: [...before, ...items], total, next, busy: false, failed: false };
  } catch {
    if (mine === turn) gridList.value = { ...gridList.peek(), busy: false, failed: true };
    void suspectOffline();
  }
}

/** Every grid of a list. */
export const allGrids = async (question: Omit<GridQuestion, "limit">): Promise<Grid[]> =>
  getRest(await getGrids({ ...question, limit: LARGEST_PORTION }));
