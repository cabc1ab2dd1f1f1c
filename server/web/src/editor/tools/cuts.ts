import { grids, pick, picked, verdict, type DraftGrid } from "../draft.ts";
import { perform, wouldDo } from "../gestures.ts";
import { along, areNeighbours, boxOf, distance_m, length_m, meet, type Position } from "../outline.ts";
import type { Changed, Edit } from "../requests.ts";
import { snapTo } from "../snap.ts";
import { say } from "../texts.ts";
import { shortCode } from "../draft.ts";
import { gridAt } from "./select.ts";

/** So many places along a line tell through which grids it runs. */
const SAMPLES = 60;
/** So far from a border an end of a line still lies at it, in metres. */
const AT_BORDER_M = 25;
/** So many pairs of grids are tried for a new border. */
const TRIES_MAX = 8;

/** The grids through which a line runs, those with most of it first; picked ones before all others. */
function runsThrough(path: readonly Position[]): string[] {
  const shares = new Map<string, number>();
  for (const at of along(path, Math.max(0.5, length_m(path) / SAMPLES))) {
    const code = gridAt(at);
    if (code) shares.set(code, (shares.get(code) ?? 0) + 1);
  }
  const isPicked = (code: string): number => (picked.peek().includes(code) ? 1 : 0);
  return [...shares].sort((a, b) => isPicked(b[0]) - isPicked(a[0]) || b[1] - a[1]).map(([code]) => code);
}

/** Nothing lies under a line. */
function tellNothing(): boolean {
  verdict.value = { kind: "told", label: say("no_grid_there") };
  return false;
}

/** Splits the grid through which a line runs. */
export async function split(line: Position[]): Promise<boolean> {
  const [code] = runsThrough(line);
  const grid = code === undefined ? undefined : grids.peek().get(code);
  if (!grid) return tellNothing();
  const edit: Edit = { op: "split_grid", code: grid.code, line, name: say("part_of", { name: grid.name }) };
  const made = await perform({ label: say("did_split", { code: shortCode(grid.code) }), edits: [edit] });
  if (made) pick([grid.code, ...newCodes(made)]);
  return made !== null;
}

const newCodes = ({ grids: changed }: Changed): string[] => changed.filter(({ before }) => before === null).map(({ code }) => code);

/** Draws a border anew: the ground between the old border and the line goes from one of its sides to the other. */
export async function reshape(line: Position[]): Promise<boolean> {
  const pairs = pairsFor(line);
  const [first] = pairs;
  if (!first) return tellNothing();
  const edit = ({ from, to }: Pair): Edit => ({ op: "transfer_ground", from: from.code, to: to.code, line });
  for (const pair of pairs.slice(0, TRIES_MAX)) {
    const result = await wouldDo([edit(pair)]);
    if (result && !("refused" in result)) return reshaped(pair, edit(pair));
    if (!result) break;
  }
  return reshaped(first, edit(first));
}

async function reshaped({ from, to }: Pair, edit: Edit): Promise<boolean> {
  const label = say("did_reshape", { from: shortCode(from.code), to: shortCode(to.code) });
  const made = await perform({ label, edits: [edit] });
  if (made) pick([to.code, from.code]);
  return made !== null;
}

interface Pair {
  from: DraftGrid;
  to: DraftGrid;
}

/** Who may give ground to whom along a line: through the first it runs, at the second it begins and ends. */
function pairsFor(line: readonly Position[]): Pair[] {
  const known = grids.peek();
  const found: (Pair & { far: number })[] = [];
  for (const code of runsThrough(line).slice(0, 4)) {
    const from = known.get(code)!;
    for (const to of known.values()) {
      if (to === from || to.parent !== from.parent || !meet(from.box, to.box) || !areNeighbours(from.outline, to.outline)) continue;
      const far = farFromBorder(line[0]!, to) + farFromBorder(line.at(-1)!, to);
      if (far < Infinity) found.push({ from, to, far });
    }
  }
  return found.sort((a, b) => a.far - b.far);
}

/** Metres from a position to a grid's border; without bound beyond reach. */
function farFromBorder(at: Position, { code, outline }: DraftGrid): number {
  const guides = outline.flatMap((polygon) => polygon.map((path) => ({ id: code, path })));
  const found = snapTo(at, guides, AT_BORDER_M * 4);
  return found ? distance_m(at, found.at) : Infinity;
}

/** Draws a new grid over ground of others. */
export async function drawGrid(path: Position[]): Promise<boolean> {
  const ring = [...path, path[0]!];
  const [west, south, east, north] = boxOf([[ring]]);
  const [under] = runsThrough(ring);
  const code = gridAt([(west + east) / 2, (south + north) / 2]) ?? under;
  const parent = code === undefined ? null : grids.peek().get(code)?.parent;
  if (!parent) return tellNothing();
  const region = { type: "Polygon", coordinates: [ring] };
  const made = await perform({ label: say("did_draw"), edits: [{ op: "draw_grid", parent, name: say("new_name"), region }] });
  if (made) pick(newCodes(made));
  return made !== null;
}
