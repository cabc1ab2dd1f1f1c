import { grids, shortCode, verdict, type Offer } from "../draft.ts";
import { perform, wouldDo } from "../gestures.ts";
import { marks, material, type Piece } from "../material.ts";
import { areNeighbours, distance_m, meet, type Position } from "../outline.ts";
import type { Refusal } from "../requests.ts";
import { say } from "../texts.ts";
import { giveMarked, mark, transfers } from "./paint.ts";
import { gridAt } from "./select.ts";

/** So many pieces are added one after the other before a way to mend is given up. */
const PIECES_MAX = 40;

/** What can be done about pieces that cannot go as they are marked. */
export function offersFor(problem: Refusal, to: string, given: ReadonlyMap<string, string>): Offer[] {
  const { reason, name } = problem;
  if (reason === "falls-apart" || reason === "vanishes") {
    return [
      { text: say("take_along"), take: () => void takeAlong(problem, to, given) },
      { text: say("give_to_neighbour"), take: () => void giveToNeighbour(problem, to, given) },
    ];
  }
  if (reason === "severed") {
    const without = new Map([...given].filter(([id]) => id !== name));
    return [
      { text: say("leave_out"), take: () => (mark(without), void giveMarked(without)) },
      { text: say("take_between"), take: () => void takeAlong(problem, to, given) },
    ];
  }
  return [];
}

/** Pieces to which marks are added until the server says yes: each time the one nearest to where it says no. */
async function mended(problem: Refusal, to: string, given: ReadonlyMap<string, string>): Promise<Map<string, string> | null> {
  const kind = material.peek()?.kind ?? "building";
  const next = new Map(given);
  let refused: Refusal | null = problem;
  for (let count = 0; refused && count < PIECES_MAX; count += 1) {
    const piece = nearestTo(refused, next, to);
    if (!piece) return null;
    next.set(piece.id, refused.grid!);
    const result = await wouldDo(transfers(to, next, kind));
    if (!result) return null;
    refused = "refused" in result ? result.refused : null;
  }
  return refused ? null : next;
}

/** The unmarked piece of the grid that falls apart which lies nearest to the place; of one cut off, on the way to the taker. */
function nearestTo({ grid, lon, lat, reason }: Refusal, taken: ReadonlyMap<string, string>, to: string): Piece | null {
  if (grid === undefined || lon === undefined || lat === undefined) return null;
  const place: Position = [lon, lat];
  const [west, south, east, north] = grids.peek().get(to)?.box ?? [lon, lat, lon, lat];
  const middle: Position = [(west + east) / 2, (south + north) / 2];
  const weight = ({ at }: Piece): number => distance_m(at, place) + (reason === "severed" ? distance_m(at, middle) : 0);
  const free = (material.peek()?.pieces ?? []).filter((piece) => !taken.has(piece.id) && gridAt(piece.at) === grid);
  return free.sort((a, b) => weight(a) - weight(b))[0] ?? null;
}

const tell = (): void => {
  verdict.value = { kind: "told", label: say("no_way_to_mend") };
};

/** Marks what would be cut off, too. */
async function takeAlong(problem: Refusal, to: string, given: ReadonlyMap<string, string>): Promise<void> {
  const next = await mended(problem, to, given);
  if (!next) return tell();
  mark(next);
  await giveMarked(next);
}

/** Gives what would be cut off to another neighbour, in the same step. */
async function giveToNeighbour(problem: Refusal, to: string, given: ReadonlyMap<string, string>): Promise<void> {
  const kind = material.peek()?.kind ?? "building";
  const whole = await mended(problem, to, given);
  const cut = new Map([...(whole ?? [])].filter(([id]) => !given.has(id)));
  const from = problem.grid === undefined ? undefined : grids.peek().get(problem.grid);
  if (!whole || cut.size === 0 || !from) return tell();
  for (const other of grids.peek().values()) {
    const isBeside = other.code !== to && other !== from && other.parent === from.parent && meet(other.box, from.box);
    if (!isBeside || !areNeighbours(other.outline, from.outline)) continue;
    const edits = [...transfers(other.code, cut, kind), ...transfers(to, given, kind)];
    const result = await wouldDo(edits);
    if (!result || "refused" in result) continue;
    const label = say("did_and_gave", { n: given.size, to: shortCode(to), cut: cut.size, other: shortCode(other.code) });
    if (await perform({ label, edits })) mark(new Map());
    return;
  }
  tell();
}

/** The marks of pieces that still lie in the grid from which they were to go. */
export function keptMarks(): Map<string, string> {
  const known = new Map((material.peek()?.pieces ?? []).map((piece) => [piece.id, piece]));
  return new Map([...marks.peek()].filter(([id, from]) => known.has(id) && gridAt(known.get(id)!.at) === from));
}
