import MultiPoint from "ol/geom/MultiPoint.js";
import Point from "ol/geom/Point.js";
import { effect } from "@preact/signals";
import { isShown, type Canvas, type Overlay } from "../map/canvas.ts";
import { areaOf, projected } from "../map/project.ts";
import { editedTier, grids, pick, picked, snapping, type DraftGrid } from "../draft.ts";
import { perform, tryOut } from "../gestures.ts";
import { guidesNear } from "../guides.ts";
import { mayEdit } from "../loading.ts";
import { distance_m, eachEdge, edgeKey, hasVertex, meet, movedVertex, splitEdge, vertexKey, type Outline, type Position } from "../outline.ts";
import type { Edit } from "../requests.ts";
import { snapTo } from "../snap.ts";
import { say } from "../texts.ts";
import { gridAt } from "./select.ts";
import type { Spot, Tool } from "./tool.ts";

/** A node or a new one in an edge, in hand. */
interface Held {
  from: Position | null;
  edge: readonly [Position, Position] | null;
  /** Where it is now. */
  at: Position;
  /** The grids that have it, as they were. */
  affected: DraftGrid[];
  moved: boolean;
}

/** More nodes than this on the screen are too many to grasp. */
const NODES_MAX = 3000;

/** How near to a line a node in hand snaps to it, in pixels: less than a finger covers, or it would never leave a street. */
const SNAP_PX = 7;

/** Drags nodes of the borders of the picked grids; what shares them follows. */
export function nodeTool(canvas: Canvas): Tool {
  const nodes = canvas.overlay();
  const preview = canvas.overlay();
  let held: Held | null = null;
  let chosen: Position | null = null;
  let sending = false;
  const showNodes = (): void => drawNodes(canvas, nodes, chosen);
  const stop = effect(() => {
    void [picked.value, grids.value];
    showNodes();
  });
  canvas.map.on("moveend", showNodes);
  const clear = (): void => {
    held = null;
    preview.put([]);
    canvas.hide(new Set());
    void tryOut(null);
  };
  const show = (): void => {
    if (!held) return;
    const shapes = held.affected.map((grid) => ({ part: "preview" as const, geometry: areaOf(outlineWith(held!, grid.outline)) }));
    preview.put([...shapes, { part: "chosen-node", geometry: new Point(projected(held.at)) }]);
  };
  const send = async (): Promise<void> => {
    const edit = held && editOf(held);
    if (!edit) return clear();
    sending = true;
    chosen = held!.at;
    const mine = held!.affected.map(({ outline }) => outlineWith(held!, outline));
    await perform({ label: say(held!.from ? "did_node" : "did_insert"), edits: [edit], mine });
    sending = false;
    clear();
    showNodes();
  };
  return {
    down: (spot) => {
      if (sending || !mayEdit()) return sending;
      held = grasp(spot);
      if (!held) return false;
      chosen = held.from;
      canvas.hide(new Set(held.affected.map(({ code }) => code)));
      show();
      return true;
    },
    drag: (spot) => {
      if (!held || sending) return;
      held.at = placeFor(spot, held);
      held.moved = true;
      show();
      const edit = editOf(held);
      if (edit) void tryOut([edit]);
    },
    up: (spot) => {
      if (!held || sending) return;
      if (spot.alt && !held.moved) void removeNode(held.from, clear);
      else if (held.moved) void send();
      else {
        clear();
        showNodes();
      }
    },
    click: ({ at, shift }) => {
      const code = gridAt(at);
      if (code) pick([code], shift);
    },
    cancel: () => {
      if (!held || sending) return false;
      clear();
      return true;
    },
    remove: () => {
      if (!chosen || sending) return false;
      void removeNode(chosen, clear);
      chosen = null;
      return true;
    },
    leave: () => {
      stop();
      canvas.map.un("moveend", showNodes);
      nodes.put([]);
      clear();
    },
  };
}

const outlineWith = (held: Held, outline: Outline): Outline =>
  held.from ? movedVertex(outline, held.from, held.at) : splitEdge(outline, held.edge!, held.at);

/** The edit that what is in hand comes to; null where nothing moved. */
function editOf(held: Held): Edit | null {
  const tier = editedTier.peek();
  if (held.edge) return { op: "insert_node", tier, edge: held.edge, at: held.at };
  if (!held.from || vertexKey(held.from) === vertexKey(held.at)) return null;
  return { op: "move_node", tier, from: held.from, to: held.at };
}

async function removeNode(node: Position | null, clear: () => void): Promise<void> {
  clear();
  if (node && mayEdit()) await perform({ label: say("did_delete_node"), edits: [{ op: "delete_node", tier: editedTier.peek(), node }] });
}

/** Takes the node, or else the edge, of a picked grid that is nearest to the pointer. */
function grasp({ at, metresPerPixel, reach_px }: Spot): Held | null {
  const reach_m = reach_px * metresPerPixel;
  let node: { far: number; at: Position } | null = null;
  const guides = pickedGrids().flatMap(({ code, outline }) =>
    outline.flatMap((polygon, part) => polygon.map((path, ring) => ({ id: `${code} ${part} ${ring}`, path }))),
  );
  for (const { path } of guides) {
    for (const vertex of path) {
      const far = distance_m(at, vertex);
      if (far <= (node?.far ?? reach_m)) node = { far, at: vertex };
    }
  }
  if (node) return { from: node.at, edge: null, at: node.at, affected: having(node.at), moved: false };
  const snapped = snapTo(at, guides, reach_m * 0.7);
  const next = snapped?.guide.path[snapped.index + 1];
  if (!snapped || !next) return null;
  const edge = [snapped.guide.path[snapped.index]!, next] as const;
  return { from: null, edge, at: snapped.at, affected: withEdge(edge), moved: false };
}

const pickedGrids = (): DraftGrid[] => picked.peek().flatMap((code) => grids.peek().get(code) ?? []);

/** The grids whose borders have a vertex. */
function having(at: Position): DraftGrid[] {
  const found: DraftGrid[] = [];
  for (const grid of grids.peek().values()) {
    if (meet(grid.box, [at[0], at[1], at[0], at[1]]) && hasVertex(grid.outline, at)) found.push(grid);
  }
  return found;
}

/** The grids whose borders have an edge. */
function withEdge(edge: readonly [Position, Position]): DraftGrid[] {
  const key = edgeKey(...edge);
  return having(edge[0]).filter(({ outline }) => {
    let has = false;
    eachEdge(outline, (a, b) => {
      has ||= edgeKey(a, b) === key;
    });
    return has;
  });
}

/** Where the node goes: under the pointer, or onto a line near it. */
function placeFor({ at, metresPerPixel, alt }: Spot, held: Held): Position {
  if (!snapping.peek() || alt) return at;
  const own = new Set(held.affected.map(({ code }) => code));
  const guides = guidesNear(at, metresPerPixel).filter(({ id }) => !own.has(id.split(" ")[0]!));
  const snapped = snapTo(at, guides, SNAP_PX * metresPerPixel)?.at;
  // back where it came from it would not be moved at all
  const isBack = snapped && held.from && vertexKey(snapped) === vertexKey(held.from);
  return snapped && !isBack ? snapped : at;
}

/** Draws the nodes of the picked grids: those on the outline of the tier above otherwise than those inside it. */
function drawNodes(canvas: Canvas, overlay: Overlay, chosen: Position | null): void {
  const shown = pickedGrids().filter(({ box }) => isShown(canvas.map, box));
  const outer = outerVertices(shown);
  const inner = new Map<string, Position>();
  for (const { outline } of shown) eachEdge(outline, (a) => inner.set(vertexKey(a), a));
  if (inner.size > NODES_MAX) return overlay.put([]);
  const places = [...inner].filter(([key]) => !outer.has(key)).map(([, at]) => projected(at));
  overlay.put([
    { part: "outer-node", geometry: new MultiPoint([...outer.values()].map(projected)) },
    { part: "node", geometry: new MultiPoint(places) },
    ...(chosen && inner.has(vertexKey(chosen)) ? [{ part: "chosen-node" as const, geometry: new Point(projected(chosen)) }] : []),
  ]);
}

/** Vertices on edges that no grid of the same parent shares: they belong to the tier above. */
function outerVertices(shown: readonly DraftGrid[]): Map<string, Position> {
  const outer = new Map<string, Position>();
  for (const grid of shown) {
    const shared = new Set<string>();
    for (const other of grids.peek().values()) {
      if (other === grid || other.parent !== grid.parent || !meet(other.box, grid.box)) continue;
      eachEdge(other.outline, (a, b) => shared.add(edgeKey(a, b)));
    }
    eachEdge(grid.outline, (a, b) => {
      if (shared.has(edgeKey(a, b))) return;
      outer.set(vertexKey(a), a);
      outer.set(vertexKey(b), b);
    });
  }
  return outer;
}
