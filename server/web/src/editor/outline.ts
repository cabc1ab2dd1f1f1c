/** Longitude and latitude in degrees. */
export type Position = readonly [lon: number, lat: number];
/** A closed ring: the last position is the first. */
export type Ring = readonly Position[];
/** Polygons, each an outer ring and its holes. */
export type Outline = readonly (readonly Ring[])[];
/** West, south, east, north in degrees. */
export type Box = readonly [number, number, number, number];

/** Radius of the sphere on which small areas are measured, in metres. */
const EARTH_M = 6_371_008.8;
const RADIANS = Math.PI / 180;

/** The name of a vertex: borders that share it name it alike. */
export const vertexKey = ([lon, lat]: Position): string => `${lon.toFixed(7)},${lat.toFixed(7)}`;

/** The name of an edge, from whichever end. */
export function edgeKey(a: Position, b: Position): string {
  const [one, other] = [vertexKey(a), vertexKey(b)];
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}

/** The outline of a GeoJSON area. */
export function outlineOf(geometry: { type: string; coordinates: unknown }): Outline {
  return geometry.type === "Polygon" ? [geometry.coordinates as Ring[]] : (geometry.coordinates as Ring[][]);
}

/** The box around an outline. */
export function boxOf(outline: Outline): Box {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [outer] of outline) {
    for (const [lon, lat] of outer ?? []) {
      west = Math.min(west, lon);
      south = Math.min(south, lat);
      east = Math.max(east, lon);
      north = Math.max(north, lat);
    }
  }
  return [west, south, east, north];
}

/** The box around boxes. */
export const around = (boxes: readonly Box[]): Box =>
  boxes.reduce(([w, s, e, n], [w2, s2, e2, n2]) => [Math.min(w, w2), Math.min(s, s2), Math.max(e, e2), Math.max(n, n2)]);

/** Whether two boxes share a point. */
export const meet = (a: Box, b: Box): boolean => a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];

/** Whether a position lies in an outline; on a border either may be said. */
export function holds(outline: Outline, [lon, lat]: Position): boolean {
  let inside = false;
  for (const polygon of outline) {
    for (const ring of polygon) {
      for (let index = 1; index < ring.length; index += 1) {
        const [x1, y1] = ring[index - 1]!;
        const [x2, y2] = ring[index]!;
        if (y1 > lat !== y2 > lat && lon < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) inside = !inside;
      }
    }
  }
  return inside;
}

/** Metres on the ground from one position to another, for short ways. */
export function distance_m(a: Position, b: Position): number {
  const x = (b[0] - a[0]) * Math.cos(((a[1] + b[1]) / 2) * RADIANS);
  return Math.hypot(x, b[1] - a[1]) * RADIANS * EARTH_M;
}

/** Metres along a path. */
export const length_m = (path: readonly Position[]): number =>
  path.slice(1).reduce((sum, position, index) => sum + distance_m(path[index]!, position), 0);

/** Square metres inside a ring, whichever way it runs; the ring may be open. */
export function ringArea_m2(ring: readonly Position[]): number {
  const [lon0 = 0, lat0 = 0] = ring[0] ?? [];
  const scale = Math.cos(lat0 * RADIANS);
  let doubled = 0;
  for (let index = 0; index < ring.length; index += 1) {
    const [x1, y1] = ring[index]!;
    const [x2, y2] = ring[(index + 1) % ring.length]!;
    doubled += (x1 - lon0) * (y2 - lat0) - (x2 - lon0) * (y1 - lat0);
  }
  return (Math.abs(doubled) / 2) * scale * (RADIANS * EARTH_M) ** 2;
}

/** How round an outline is, from 0 to 1: 4πA/P² (Polsby-Popper). */
export function compactness(outline: Outline): number {
  let area_m2 = 0;
  let perimeter_m = 0;
  for (const polygon of outline) {
    polygon.forEach((ring, index) => {
      area_m2 += ringArea_m2(ring) * (index === 0 ? 1 : -1);
      perimeter_m += length_m(ring);
    });
  }
  return perimeter_m > 0 ? (4 * Math.PI * area_m2) / perimeter_m ** 2 : 0;
}

/** Calls back for each edge of an outline. */
export function eachEdge(outline: Outline, call: (a: Position, b: Position) => void): void {
  for (const polygon of outline) {
    for (const ring of polygon) {
      for (let index = 1; index < ring.length; index += 1) call(ring[index - 1]!, ring[index]!);
    }
  }
}

/** The outline with every vertex at `from` moved to `to`. */
export function movedVertex(outline: Outline, from: Position, to: Position): Outline {
  const key = vertexKey(from);
  return outline.map((polygon) => polygon.map((ring) => ring.map((position) => (vertexKey(position) === key ? to : position))));
}

/** The outline with a vertex put into an edge, where it has that edge. */
export function splitEdge(outline: Outline, edge: readonly [Position, Position], at: Position): Outline {
  const key = edgeKey(...edge);
  const split = (ring: Ring): Ring =>
    ring.flatMap((position, index) => {
      const next = ring[index + 1];
      return next && edgeKey(position, next) === key ? [position, at] : [position];
    });
  return outline.map((polygon) => polygon.map(split));
}

/** Whether a border has this vertex. */
export function hasVertex(outline: Outline, position: Position): boolean {
  const key = vertexKey(position);
  return outline.some((polygon) => polygon.some((ring) => ring.some((vertex) => vertexKey(vertex) === key)));
}

/** Whether two outlines share an edge. */
export function areNeighbours(one: Outline, other: Outline): boolean {
  const edges = new Set<string>();
  eachEdge(one, (a, b) => edges.add(edgeKey(a, b)));
  let shared = false;
  eachEdge(other, (a, b) => {
    shared ||= edges.has(edgeKey(a, b));
  });
  return shared;
}

/** Positions along a path, at most `step_m` apart. */
export function along(path: readonly Position[], step_m: number): Position[] {
  const found: Position[] = path.slice(0, 1);
  for (let index = 1; index < path.length; index += 1) {
    const [a, b] = [path[index - 1]!, path[index]!];
    const parts = Math.max(1, Math.ceil(distance_m(a, b) / step_m));
    for (let part = 1; part <= parts; part += 1) {
      const share = part / parts;
      found.push([a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]);
    }
  }
  return found;
}
