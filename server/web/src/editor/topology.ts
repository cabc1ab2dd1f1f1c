import type { Outline, Position, Ring } from "./outline.ts";
import type { GridRow, Topology } from "./requests.ts";

/** Degrees as the server writes them: seven decimals. */
const rounded = (degrees: number): number => Math.round(degrees * 1e7) / 1e7;

/** The arcs of a topology as paths. */
function paths({ transform, arcs }: Topology): Position[][] {
  const [scaleX, scaleY] = transform.scale;
  const [west, south] = transform.translate;
  return arcs.map((arc) => {
    let [x, y] = [0, 0];
    return arc.map(([dx, dy]): Position => {
      x += dx;
      y += dy;
      return [rounded(x * scaleX + west), rounded(y * scaleY + south)];
    });
  });
}

function ringOf(arcs: readonly number[], known: readonly Position[][]): Ring {
  const ring: Position[] = [];
  for (const arc of arcs) {
    const path = arc < 0 ? [...known[~arc]!].reverse() : known[arc]!;
    // Each arc begins where the one before it ends.
    for (const position of ring.length > 0 ? path.slice(1) : path) ring.push(position);
  }
  return ring;
}

/** The areas of a topology with their outlines. Neighbours have the same positions along a common border. */
export function areasOf(topology: Topology): { row: GridRow; outline: Outline }[] {
  const known = paths(topology);
  const areas = Object.values(topology.objects).flatMap(({ geometries }) => geometries);
  return areas.map(({ type, arcs, properties }) => {
    const polygons = (type === "Polygon" ? [arcs] : arcs) as number[][][];
    return { row: properties, outline: polygons.map((rings) => rings.map((ring) => ringOf(ring, known))) };
  });
}
