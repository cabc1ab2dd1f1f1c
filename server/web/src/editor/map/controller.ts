import { effect } from "@preact/signals";
import Point from "ol/geom/Point.js";
import PointerInteraction from "ol/interaction/Pointer.js";
import type MapBrowserEvent from "ol/MapBrowserEvent.js";
import { getPointResolution, toLonLat, transformExtent } from "ol/proj.js";
import type { Dataset } from "../../api.ts";
import { pointer } from "../../state.ts";
import { conflict, grids, lead, lookAt, picked, status, tool, type ToolName } from "../draft.ts";
import { loadGuides } from "../guides.ts";
import type { Position } from "../outline.ts";
import { lineTool } from "../tools/line.ts";
import { nodeTool } from "../tools/node.ts";
import { paintTool } from "../tools/paint.ts";
import { lassoTool, selectTool } from "../tools/select.ts";
import type { Spot, Tool } from "../tools/tool.ts";
import { createCanvas, shownExtent, type Canvas } from "./canvas.ts";
import { followCursor, type Cursor } from "./cursor.ts";
import { areaOf, projected } from "./project.ts";
import { keepReference } from "./reference.ts";

/** What panels and keys may ask of the editor's map. */
export interface Controller {
  canvas: Canvas;
  cursor: Cursor;
  /** The tool in hand. */
  hand(): Tool;
}

/** How near to the pointer something is meant: of a mouse, of a finger. */
const REACH_PX = { mouse: 11, touch: 22 };

let current: Controller | null = null;

/** The editor's map, once it is drawn. */
export const getController = (): Controller | null => current;

/** Draws the editor's map into an element and gives it its tools; what is returned takes it down. */
export function startEditor(target: HTMLElement, dataset: Dataset): () => void {
  const canvas = createCanvas(target, dataset);
  const overlays = standingOverlays(canvas);
  const sketchOverlay = canvas.overlay();
  const stroke = canvas.overlay();
  let hand: Tool = selectTool;
  const stopReference = keepReference(canvas.map, dataset);
  const stopTool = effect(() => {
    const name = tool.value;
    hand.leave?.();
    hand = toolOf(name, canvas, { sketch: sketchOverlay, stroke });
    target.dataset["tool"] = name;
  });
  canvas.map.addInteraction(pointerOf(() => hand));
  listenToMap(canvas, () => hand);
  const cursor = followCursor(canvas, () => hand);
  current = { canvas, cursor, hand: () => hand };
  const stopFit = fitOnce(canvas);
  return () => {
    for (const stop of [stopReference, stopTool, stopFit, overlays]) stop();
    hand.leave?.();
    current = null;
    canvas.dispose();
  };
}

function toolOf(name: ToolName, canvas: Canvas, over: { sketch: ReturnType<Canvas["overlay"]>; stroke: ReturnType<Canvas["overlay"]> }): Tool {
  switch (name) {
    case "pan": return {};
    case "lasso": return lassoTool(over.stroke);
    case "paint": return paintTool(canvas, false);
    case "erase": return paintTool(canvas, true);
    case "node": return nodeTool(canvas);
    case "split":
    case "reshape":
    case "draw":
    case "measure": return lineTool(name, over.sketch);
    default: return selectTool;
  }
}

/** What stands over the grids whatever the tool: picked ones, a place to look at, a conflict. */
function standingOverlays(canvas: Canvas): () => void {
  const [pickedLayer, look, conflicts] = [canvas.overlay(), canvas.overlay(), canvas.overlay()];
  const stops = [
    effect(() =>
      pickedLayer.put(
        picked.value.flatMap((code) => {
          const grid = grids.value.get(code);
          return grid ? [{ part: code === lead.value?.code ? ("lead" as const) : ("picked" as const), geometry: areaOf(grid.outline) }] : [];
        }),
      ),
    ),
    effect(() => {
      const place = lookAt.value;
      look.put(place ? [{ part: "look", geometry: new Point(projected([place.lon, place.lat])) }] : []);
    }),
    effect(() => {
      const { base, theirs, mine = [] } = conflict.value ?? {};
      const shapes = [...(theirs ?? [])].flatMap(([, outline]) => (outline ? [{ part: "theirs" as const, geometry: areaOf(outline) }] : []));
      const own = mine.map((outline) => ({ part: "mine" as const, geometry: areaOf(outline) }));
      const before = [...(base ?? [])].map(([, outline]) => ({ part: "base" as const, geometry: areaOf(outline) }));
      conflicts.put([...shapes, ...own, ...before]);
    }),
  ];
  return () => stops.forEach((stop) => stop());
}

/** Shows all of the draft when it is opened without a place in the link. */
function fitOnce(canvas: Canvas): () => void {
  const refresh = (): void => {
    const box = transformExtent(shownExtent(canvas.map), "EPSG:3857", "EPSG:4326") as unknown as [number, number, number, number];
    if ((canvas.map.getView().getZoom() ?? 0) >= 14) void loadGuides(box);
  };
  canvas.map.on("moveend", refresh);
  return effect(() => {
    if (status.value === "ready") refresh();
  });
}

/** The place of a pointer event. */
export function spotOf(canvas: Canvas, coordinate: number[], event?: { shiftKey: boolean; altKey: boolean; pointerType?: string }): Spot {
  const [lon = 0, lat = 0] = toLonLat(coordinate);
  const resolution = canvas.map.getView().getResolution() ?? 1;
  return {
    at: [Number(lon.toFixed(7)), Number(lat.toFixed(7))] as Position,
    coordinate,
    metresPerPixel: getPointResolution("EPSG:3857", resolution, coordinate, "m"),
    reach_px: event?.pointerType === "touch" ? REACH_PX.touch : REACH_PX.mouse,
    shift: event?.shiftKey ?? false,
    alt: event?.altKey ?? false,
  };
}

/** Whether Space is held: the map moves whatever the tool. */
let spaceHeld = false;
/** Says whether Space is held. */
export const holdSpace = (held: boolean): void => {
  spaceHeld = held;
};

const originalOf = (event: MapBrowserEvent): PointerEvent => event.originalEvent as PointerEvent;

/** The interaction that hands presses and drags to the tool; of two fingers the map is moved. */
function pointerOf(hand: () => Tool): PointerInteraction {
  const spot = (event: MapBrowserEvent): Spot => spotOf(current!.canvas, event.coordinate, originalOf(event));
  const interaction: PointerInteraction = new PointerInteraction({
    handleDownEvent: (event) => {
      const { button } = originalOf(event);
      if (spaceHeld || button === 1 || interaction.getPointerCount() > 1) return false;
      return hand().down?.(spot(event)) ?? false;
    },
    handleDragEvent: (event) => hand().drag?.(spot(event)),
    handleUpEvent: (event) => {
      hand().up?.(spot(event));
      return false;
    },
  });
  return interaction;
}

function listenToMap({ map }: Canvas, hand: () => Tool): void {
  const spot = (event: MapBrowserEvent): Spot => spotOf(current!.canvas, event.coordinate, originalOf(event));
  map.on("click", (event) => {
    if (!spaceHeld) hand().click?.(spot(event));
  });
  map.on("dblclick", (event) => {
    hand().finish?.();
    event.preventDefault();
  });
  map.on("pointermove", (event) => {
    const [lon, lat] = toLonLat(event.coordinate);
    pointer.value = { lon: lon!, lat: lat! };
    if (!event.dragging) hand().hover?.(spot(event));
  });
}
