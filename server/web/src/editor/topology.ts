import { around, type Box, type Outline, type Position, type Ring } from "./outline.ts";
import type { GridRow, Topology } from "./requests.ts";

/** An area of a topology. Its outline is put together when it is first asked for: a city has a million vertices, and few are looked at. */
export interface TopologyShape {
  row: GridRow;
  readonly outline: Outline;
  readonly box: Box;
}

/** A border: its vertices as steps of the topology, x and y in turn, and the box around them. */
interface Arc {
  steps: Int32Array;
  box: Box;
}

/** Degrees as the server writes them: seven decimals. */
const rounded = (degrees: number): number => Math.round(degrees * 1e7) / 1e7;

type Transform = Topology["transform"];

const placed = ({ scale, translate }: Transform, x: number, y: number): Position => [
  rounded(x * scale[0] + translate[0]),
  rounded(y * scale[1] + translate[1]),
];

function arcOf(transform: Transform, arc: Topology["arcs"][number]): Arc {
  const steps = new Int32Array(arc.length * 2);
  let [x, y, west, south, east, north] = [0, 0, Infinity, Infinity, -Infinity, -Infinity];
  arc.forEach(([dx, dy], index) => {
    x += dx;
    y += dy;
    steps[index * 2] = x;
    steps[index * 2 + 1] = y;
    if (x < west) west = x;
    if (x > east) east = x;
    if (y < south) south = y;
    if (y > north) north = y;
  });
  return { steps, box: [...placed(transform, west, south), ...placed(transform, east, north)] };
}

/** The ring that arcs make. Each begins where the one before it ends; those by their complement run backwards. */
function ringOf(transform: Transform, numbers: readonly number[], arcs: readonly Arc[]): Ring {
  const ring: Position[] = [];
  for (const number of numbers) {
    const { steps } = arcs[number < 0 ? ~number : number]!;
    const count = steps.length / 2;
    for (let index = ring.length > 0 ? 1 : 0; index < count; index += 1) {
      const at = 2 * (number < 0 ? count - 1 - index : index);
      ring.push(placed(transform, steps[at]!, steps[at + 1]!));
    }
  }
  return ring;
}

/** The areas of a topology. Neighbours have the same positions along a common border. */
export function areasOf({ transform, objects, arcs }: Topology): TopologyShape[] {
  const known = arcs.map((arc) => arcOf(transform, arc));
  const areas = Object.values(objects).flatMap(({ geometries }) => geometries);
  return areas.map(({ type, arcs: listed, properties }) => {
    const polygons = (type === "Polygon" ? [listed] : listed) as number[][][];
    const outer = polygons.flatMap(([first]) => first ?? []);
    let outline: Outline | null = null;
    return {
      row: properties,
      box: around(outer.map((number) => known[number < 0 ? ~number : number]!.box)),
      get outline() {
        return (outline ??= polygons.map((rings) => rings.map((ring) => ringOf(transform, ring, known))));
      },
    };
  });
}
