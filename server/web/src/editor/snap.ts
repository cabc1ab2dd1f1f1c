import { distance_m, type Position } from "./outline.ts";

/** A line to which drawing snaps. A closed one ends where it begins. */
export interface Guide {
  id: string;
  path: readonly Position[];
}

/** A place on a guide. */
export interface Snapped {
  at: Position;
  guide: Guide;
  /** The vertex at or before it. */
  index: number;
  /** How far along the edge behind that vertex, from 0 to 1. */
  share: number;
}

const RADIANS = Math.PI / 180;
const METRES_PER_DEGREE = 111_195;

/** A vertex wins over an edge that is nearer by no more than this share of the reach. */
const VERTEX_SHARE = 0.7;

/** The nearest place on a guide within a reach: a vertex before an edge. */
export function snapTo(at: Position, guides: readonly Guide[], reach_m: number): Snapped | null {
  const scaleX = Math.cos(at[1] * RADIANS) * METRES_PER_DEGREE;
  const reachLon = reach_m / scaleX;
  const reachLat = reach_m / METRES_PER_DEGREE;
  let vertex: { far: number; found: Snapped } | null = null;
  let edge: { far: number; found: Snapped } | null = null;
  for (const guide of guides) {
    const { path } = guide;
    for (let index = 0; index < path.length; index += 1) {
      const a = path[index]!;
      const far = Math.hypot((a[0] - at[0]) * scaleX, (a[1] - at[1]) * METRES_PER_DEGREE);
      if (far <= (vertex?.far ?? reach_m)) vertex = { far, found: { at: a, guide, index, share: 0 } };
      const b = path[index + 1];
      if (!b) continue;
      if (Math.max(a[0], b[0]) < at[0] - reachLon || Math.min(a[0], b[0]) > at[0] + reachLon) continue;
      if (Math.max(a[1], b[1]) < at[1] - reachLat || Math.min(a[1], b[1]) > at[1] + reachLat) continue;
      const onEdge = nearestOnEdge(at, a, b, scaleX);
      if (onEdge.far <= (edge?.far ?? reach_m)) edge = { far: onEdge.far, found: { at: onEdge.at, guide, index, share: onEdge.share } };
    }
  }
  if (vertex && (!edge || vertex.far <= reach_m * VERTEX_SHARE)) return vertex.found;
  return edge?.found ?? null;
}

function nearestOnEdge(at: Position, a: Position, b: Position, scaleX: number): { at: Position; far: number; share: number } {
  const [dx, dy] = [(b[0] - a[0]) * scaleX, (b[1] - a[1]) * METRES_PER_DEGREE];
  const [px, py] = [(at[0] - a[0]) * scaleX, (at[1] - a[1]) * METRES_PER_DEGREE];
  const length = dx * dx + dy * dy;
  const share = length > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / length)) : 0;
  const far = Math.hypot(px - dx * share, py - dy * share);
  const degrees = (from: number, to: number): number => Number((from + (to - from) * share).toFixed(7));
  return { at: [degrees(a[0], b[0]), degrees(a[1], b[1])], far, share };
}

const same = (a: Position, b: Position): boolean => a[0] === b[0] && a[1] === b[1];

/** The vertices of a guide between two places on it, without the places themselves; on a closed one the shorter way. */
export function between(from: Snapped, to: Snapped): Position[] {
  if (from.guide.id !== to.guide.id) return [];
  const { path } = from.guide;
  const place = ({ index, share }: Snapped): number => index + share;
  const direct = forwards(path, place(from), place(to));
  const isClosed = path.length > 3 && same(path[0]!, path.at(-1)!);
  if (!isClosed) return direct;
  const around = theOtherWay(path, place(from), place(to));
  const length = (way: readonly Position[]): number => {
    const whole = [from.at, ...way, to.at];
    return whole.slice(1).reduce((sum, position, index) => sum + distance_m(whole[index]!, position), 0);
  };
  return length(around) < length(direct) ? around : direct;
}

/** The vertices strictly between two places along a path, in the order from one to the other. */
function forwards(path: readonly Position[], from: number, to: number): Position[] {
  const [low, high] = from <= to ? [from, to] : [to, from];
  const way = path.slice(Math.floor(low) + 1, Math.ceil(high));
  return from <= to ? way : way.reverse();
}

/** The same over the seam of a ring. */
function theOtherWay(ring: readonly Position[], from: number, to: number): Position[] {
  const seam = ring.length - 1;
  const [low, high] = from <= to ? [from, to] : [to, from];
  const way = [...ring.slice(Math.floor(high) + 1, seam), ...ring.slice(0, Math.ceil(low))];
  return from <= to ? way.reverse() : way;
}
