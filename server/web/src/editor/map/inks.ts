import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import CircleStyle from "ol/style/Circle.js";
import RegularShape from "ol/style/RegularShape.js";
import Text from "ol/style/Text.js";
import type { Lock } from "../requests.ts";

/** Light or dark. */
export type Theme = "light" | "dark";

/** Households of a grid from which a class of load begins; a post of one worker is meant for 300 to 500. */
export const LOAD_FROM = [0, 200, 300, 501, 701] as const;

/** The class of load of so many households. */
export const loadClass = (households: number): number => LOAD_FROM.findLastIndex((from) => households >= from);

/** The class of a change against the plan in force: less, the same, more. */
export const changeClass = (difference: number): number => (difference === 0 ? 1 : difference < 0 ? 0 : 2);

const LOAD_FILL: Record<Theme, readonly string[]> = {
  light: ["rgba(110,150,200,0.42)", "rgba(160,195,215,0.36)", "rgba(190,220,190,0.32)", "rgba(243,190,105,0.46)", "rgba(214,100,60,0.5)"],
  dark: ["rgba(80,125,185,0.5)", "rgba(75,120,145,0.42)", "rgba(70,120,85,0.36)", "rgba(185,125,45,0.5)", "rgba(190,75,45,0.56)"],
};
const CHANGE_FILL: Record<Theme, readonly string[]> = {
  light: ["rgba(70,120,190,0.45)", "rgba(150,150,150,0.05)", "rgba(225,120,40,0.45)"],
  dark: ["rgba(80,140,220,0.45)", "rgba(150,150,150,0.05)", "rgba(225,130,50,0.45)"],
};

/** Colours of everything that is drawn over the map. */
export interface Ink {
  border: string;
  casing: string;
  picked: string;
  pickedWash: string;
  lead: string;
  node: string;
  mine: string;
  theirs: string;
  base: string;
  fault: string;
  piece: string;
  pieceRim: string;
  marked: string;
  text: string;
}

/** The inks of the themes. */
export const INKS: Record<Theme, Ink> = {
  light: {
    border: "rgba(58,66,74,0.75)", casing: "rgba(255,255,255,0.9)", picked: "#14418c", pickedWash: "rgba(20,65,140,0.10)", lead: "#0b6562",
    node: "#14418c", mine: "#b34700", theirs: "#14418c", base: "#5a636b", fault: "#b3261e", piece: "rgba(60,70,80,0.75)",
    pieceRim: "rgba(255,255,255,0.9)", marked: "#b34700", text: "#1d2932",
  },
  dark: {
    border: "rgba(200,210,220,0.6)", casing: "rgba(10,14,20,0.85)", picked: "#9cc4ff", pickedWash: "rgba(156,196,255,0.14)", lead: "#66cfc4",
    node: "#9cc4ff", mine: "#ffb066", theirs: "#9cc4ff", base: "#aab4bd", fault: "#ff8d80", piece: "rgba(200,210,220,0.75)",
    pieceRim: "rgba(10,14,20,0.85)", marked: "#ffb066", text: "#e9edf0",
  },
};

/** What colours a grid: by which scale, and its class there; none where nothing does. */
export type GridFill = { by: "load" | "change"; class: number } | null;

const strokeOf = (color: string, width: number, lineDash?: number[]): Stroke =>
  new Stroke({ color, width, lineCap: "round", lineJoin: "round", ...(lineDash ? { lineDash } : {}) });

/** The colour of a class, for the map and for its legend. */
export const fillOf = (theme: Theme, fill: NonNullable<GridFill>): string =>
  (fill.by === "load" ? LOAD_FILL : CHANGE_FILL)[theme][fill.class] ?? "transparent";

/** Makes the styles of grids; equal ones are made once. */
export function gridStyles(theme: Theme): (fill: GridFill, lock: Lock, coarse: boolean) => Style {
  const known = new Map<string, Style>();
  return (fill, lock, coarse) => {
    const key = `${fill?.by}${fill?.class} ${lock} ${coarse}`;
    let style = known.get(key);
    if (!style) {
      const dash = lock === "open" ? undefined : lock === "may-grow" ? [10, 4] : [3, 4];
      style = new Style({
        // What is not filled would not be hit, so a wash that nobody sees stands for it.
        fill: new Fill({ color: fill ? fillOf(theme, fill) : "rgba(0,0,0,0)" }),
        stroke: coarse ? new Stroke({ color: INKS[theme].border, width: 0.35 }) : strokeOf(INKS[theme].border, lock === "open" ? 1.1 : 2.4, dash),
      });
      known.set(key, style);
    }
    return style;
  };
}

/** Screens from this width on are walls, read from afar. */
const WALL_FROM_PX = 3000;

/** The style of a grid's label. */
export const labelStyle = (theme: Theme, text: string): Style =>
  new Style({
    text: new Text({
      text,
      font: `600 ${innerWidth >= WALL_FROM_PX ? 18 : 12}px -apple-system, "Segoe UI", "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif`,
      fill: new Fill({ color: INKS[theme].text }),
      stroke: new Stroke({ color: INKS[theme].casing, width: 3.5 }),
      overflow: true,
    }),
  });

const cased = (ink: Ink, color: string, width: number, dash?: number[]): Style[] => [
  new Style({ stroke: strokeOf(ink.casing, width + 3) }),
  new Style({ stroke: strokeOf(color, width, dash) }),
];

const dot = (radius: number, color: string, rim: string, width = 2): CircleStyle =>
  new CircleStyle({ radius, fill: new Fill({ color }), stroke: new Stroke({ color: rim, width }) });

/** What stands over the grids. */
export type Part =
  | "picked" | "lead" | "node" | "outer-node" | "chosen-node" | "sketch" | "sketch-node" | "sketch-area" | "preview" | "piece" | "marked"
  | "unit" | "marked-unit" | "look" | "base" | "theirs" | "mine" | "brush" | "cursor" | "stranded";

/** The styles of what stands over the grids. */
export function partStyles(theme: Theme): Record<Part, Style[]> {
  const ink = INKS[theme];
  const ring = (color: string, radius: number, width: number): Style =>
    new Style({ image: new CircleStyle({ radius, stroke: strokeOf(color, width) }) });
  const wash = (color: string): Style => new Style({ fill: new Fill({ color }) });
  const mark = (color: string, radius: number): Style => new Style({ image: dot(radius, color, ink.casing) });
  const cross = (color: string, radius: number, width: number): Style =>
    new Style({ image: new RegularShape({ points: 4, radius, radius2: 0, angle: 0, stroke: strokeOf(color, width) }) });
  return {
    picked: [wash(ink.pickedWash), ...cased(ink, ink.picked, 2.2)],
    lead: [wash(ink.pickedWash), ...cased(ink, ink.lead, 3.2)],
    node: [mark(ink.node, 4)],
    "outer-node": [new Style({ image: new RegularShape({ points: 4, radius: 5, angle: Math.PI / 4, fill: new Fill({ color: ink.casing }), stroke: strokeOf(ink.base, 1.4) }) })],
    "chosen-node": [mark(ink.mine, 6.5)],
    sketch: cased(ink, ink.mine, 2.6),
    "sketch-node": [mark(ink.mine, 4.5)],
    "sketch-area": [wash("rgba(179,71,0,0.12)"), ...cased(ink, ink.mine, 2.4)],
    preview: [wash("rgba(179,71,0,0.10)"), ...cased(ink, ink.mine, 2.4, [9, 5])],
    piece: [new Style({ image: dot(3.6, ink.piece, ink.pieceRim, 1.2) })],
    marked: [new Style({ image: dot(5.5, ink.marked, ink.pieceRim, 1.6) }), cross(ink.pieceRim, 4, 1.4)],
    unit: [new Style({ stroke: strokeOf(ink.base, 0.8, [3, 3]) })],
    "marked-unit": [wash("rgba(215,120,30,0.34)"), ...cased(ink, ink.marked, 2)],
    look: [ring(ink.casing, 20, 7), ring(ink.fault, 20, 3), cross(ink.fault, 6, 2)],
    base: cased(ink, ink.base, 2, [2, 6]),
    theirs: cased(ink, ink.theirs, 2.6),
    mine: cased(ink, ink.mine, 2.6, [10, 6]),
    brush: [new Style({ stroke: strokeOf(ink.marked, 1.6) })],
    cursor: [ring(ink.casing, 11, 6), ring(ink.picked, 11, 2.4), cross(ink.picked, 16, 1.6)],
    stranded: [mark(ink.fault, 6)],
  };
}
