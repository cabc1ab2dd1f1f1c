import { isTyping, singleKeys } from "../keys.ts";
import type { KeyRow } from "../screen.ts";
import { dialog } from "../state.ts";
import { brush_px, conflict, grids, lookAt, pick, picked, sheet, tool, verdict, type ToolName } from "./draft.ts";
import { redo, undo } from "./gestures.ts";
import { lockPicked } from "./locks.ts";
import { getController, holdSpace } from "./map/controller.ts";
import { say, type EditorKey } from "./texts.ts";
import { dockOpen, findInDock } from "./ui/Dock.tsx";

/** The key of each tool. */
export const TOOL_KEYS: Record<ToolName, string> = {
  select: "V", pan: "M", lasso: "A", paint: "P", erase: "E", node: "N", reshape: "R", split: "S", draw: "D", measure: "U",
};

/** Steps of the brush, in pixels. */
const BRUSH = { least: 8, most: 120, step: 6 };
/** How far the arrow keys move the pointer: a step, a nudge with Alt, a leap with Shift. */
const MOVES_PX = { step: 12, nudge: 1, leap: 60 };

/** The rows of the sheet of keys. */
export function keyRows(): KeyRow[] {
  const tools = Object.entries(TOOL_KEYS).map(([name, key]): KeyRow => [[key], say(`tool_${name as ToolName}`)]);
  const more: [string[], EditorKey][] = [
    [["Ctrl", "Z"], "key_undo"], [["Ctrl", "Shift", "Z"], "key_redo"], [["G"], "key_merge"], [["L"], "key_lock"], [["[", "]"], "key_brush"],
    [[",", "."], "key_next"], [["←", "↑", "→", "↓"], "key_cursor"], [["Enter"], "key_press"], [["F"], "key_finish"], [["Backspace"], "key_remove"],
    [["Esc"], "key_cancel"], [["Space"], "key_space"], [["T"], "key_dock"], [["/"], "key_find"], [["Z"], "key_zoom"], [["Alt"], "key_alt"],
  ];
  return [...tools, ...more.map(([keys, key]): KeyRow => [keys, say(key)])];
}

/** Listens for the editor's keys, until the returned function is called. */
export function followEditorKeys(): () => void {
  const onDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || dialog.peek() !== null || sheet.peek() !== null || isTyping(event.target)) return;
    if (act(event)) event.preventDefault();
  };
  const onUp = (event: KeyboardEvent): void => {
    if (event.key === " ") holdSpace(false);
  };
  addEventListener("keydown", onDown);
  addEventListener("keyup", onUp);
  return () => {
    removeEventListener("keydown", onDown);
    removeEventListener("keyup", onUp);
    holdSpace(false);
  };
}

const isOnMap = (event: KeyboardEvent): boolean => event.target instanceof Element && event.target.id === "map";
const isOnButton = (event: KeyboardEvent): boolean => event.target instanceof Element && event.target.closest("button, a, summary, [role=grid]") !== null;

/** Does what a key stands for; says whether it stands for something. */
function act(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey) return actWithControl(event);
  if (isOnMap(event) && actOnMap(event)) return true;
  const hand = getController()?.hand();
  if (event.key === "Escape") return escape();
  if (event.key === "Backspace" || event.key === "Delete") return hand?.remove?.() ?? false;
  if (event.key === "Enter") return !isOnButton(event) && (hand?.finish?.() ?? false);
  if (event.key === " ") {
    if (isOnButton(event)) return false;
    holdSpace(true);
    return true;
  }
  return singleKeys.peek() && !event.altKey && actBySingleKey(event.key.toLowerCase());
}

function actWithControl(event: KeyboardEvent): boolean {
  const key = event.key.toLowerCase();
  if (key === "z") event.shiftKey ? redo() : undo();
  else if (key === "y") redo();
  else return false;
  return true;
}

function actBySingleKey(key: string): boolean {
  const named = Object.entries(TOOL_KEYS).find(([, of]) => of.toLowerCase() === key);
  if (named) {
    tool.value = named[0] as ToolName;
    return true;
  }
  const actions: Record<string, () => void> = {
    g: () => picked.peek().length > 1 && (sheet.value = "merge"),
    l: () => lockPicked(),
    f: () => getController()?.hand().finish?.(),
    t: () => (dockOpen.value = !dockOpen.peek()),
    "/": findInDock,
    z: zoomToPicked,
    "[": () => (brush_px.value = Math.max(BRUSH.least, brush_px.peek() - BRUSH.step)),
    "]": () => (brush_px.value = Math.min(BRUSH.most, brush_px.peek() + BRUSH.step)),
    ".": () => pickNext(1),
    ",": () => pickNext(-1),
    "+": () => getController()?.canvas.zoomBy(1),
    "=": () => getController()?.canvas.zoomBy(1),
    "-": () => getController()?.canvas.zoomBy(-1),
  };
  const action = actions[key];
  action?.();
  return action !== undefined;
}

/** Arrows steer the pointer over the map, Enter presses it. */
function actOnMap(event: KeyboardEvent): boolean {
  const cursor = getController()?.cursor;
  const step = event.shiftKey ? MOVES_PX.leap : event.altKey ? MOVES_PX.nudge : MOVES_PX.step;
  const ways: Record<string, [number, number]> = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
  const way = ways[event.key];
  if (way) cursor?.move(...way);
  else if (event.key === "Enter" && cursor?.isShown()) cursor.press(event.shiftKey);
  else return false;
  return true;
}

function escape(): boolean {
  const controller = getController();
  if (controller?.hand().cancel?.()) return true;
  if (controller?.cursor.isShown()) controller.cursor.hide();
  else if (verdict.peek() && !conflict.peek()) {
    verdict.value = null;
    lookAt.value = null;
  } else if (tool.peek() !== "select") tool.value = "select";
  else if (picked.peek().length > 0) pick([]);
  else return false;
  return true;
}

/** Shows the picked grids in full. */
export function zoomToPicked(): void {
  const boxes = picked.peek().flatMap((code) => grids.peek().get(code)?.box ?? []);
  const canvas = getController()?.canvas;
  if (boxes.length === 0 || !canvas) return;
  const corners = picked.peek().flatMap((code) => (grids.peek().get(code) ? [grids.peek().get(code)!.box] : []));
  const box = corners.reduce((a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])]);
  canvas.fit(box);
}

/** Picks the grid behind or before the one that is picked, by code. */
function pickNext(step: number): void {
  const codes = [...grids.peek().keys()].sort();
  if (codes.length === 0) return;
  const place = codes.indexOf(picked.peek()[0] ?? "");
  const next = codes[(place + step + codes.length) % codes.length]!;
  pick([next]);
  zoomToPicked();
}
