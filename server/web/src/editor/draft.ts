import { computed, signal } from "@preact/signals";
import type { Fault } from "../api.ts";
import type { Tier } from "../link.ts";
import type { Plan, PlanStep } from "../plans/requests.ts";
import { boxOf, compactness, type Box, type Outline } from "./outline.ts";
import type { Changed, Commit, GridRow, Lock, Refusal } from "./requests.ts";

/** A grid of the draft. */
export interface DraftGrid {
  code: string;
  name: string;
  tier: Tier;
  parent: string | null;
  area_m2: number;
  addresses: number;
  households: number;
  residents: number;
  /** The minutes of one visit to each household. */
  minutes: number;
  /** How round it is, from 0 to 1; worked out when it is first asked for. */
  readonly compactness: number;
  lock: Lock;
  readonly outline: Outline;
  box: Box;
}

/** Where a grid is: its outline, which may be worked out when it is first asked for, and the box around it. */
export interface Shape {
  readonly outline: Outline;
  readonly box: Box;
}

/** The shape of an outline. */
export const shapeOf = (outline: Outline): Shape => ({ outline, box: boxOf(outline) });

/** Minutes of one visit to a household, as the server counts them. */
const MINUTES_PER_HOUSEHOLD = 3.5;

/** A grid as the server describes it, with its shape. */
export const draftGrid = (row: GridRow, shape: Shape): DraftGrid => {
  let round: number | null = null;
  return {
    code: row.code,
    name: row.name,
    tier: row.tier,
    parent: row.parent,
    area_m2: row.area_m2,
    addresses: row.addresses,
    households: row.households,
    residents: row.residents,
    minutes: row.households * MINUTES_PER_HOUSEHOLD,
    get compactness() {
      return (round ??= compactness(shape.outline));
    },
    lock: row.lock ?? "open",
    get outline() {
      return shape.outline;
    },
    box: shape.box,
  };
};

/** The tools, in the order of the bar. */
export const TOOLS = ["select", "pan", "lasso", "paint", "erase", "node", "reshape", "split", "draw", "measure"] as const;
/** A tool. */
export type ToolName = (typeof TOOLS)[number];

/** What colours the grids. */
export type ColourBy = "load" | "change" | "none";

/** How far the draft is. */
export type DraftStatus = "none" | "loading" | "ready" | "failed";

/** Something that can be done about a refusal. */
export interface Offer {
  text: string;
  take: () => void;
}

/** What came of the last gesture. */
export type Verdict =
  | { kind: "done"; label: string; changed: Changed; ms: number }
  | { kind: "refused"; label: string; problem: Refusal; offers: Offer[] }
  | { kind: "told"; label: string };

/** A change that another planner's stands against. */
export interface Conflict {
  label: string;
  problem: Refusal;
  /** Outlines as this page knew them, by code. */
  base: ReadonlyMap<string, Outline>;
  /** The same as they are in the draft now; null when the grid is gone. */
  theirs: ReadonlyMap<string, Outline | null>;
  /** The same as one's own change would make them, where that can be drawn. */
  mine: readonly Outline[];
  onTop: () => void;
  intoCopy: () => void;
  drop: () => void;
}

/** The tier whose borders are edited. */
export const editedTier = signal<Tier>("grid");
/** The draft that is open. */
export const plan = signal<Plan | null>(null);
/** How far it is. */
export const status = signal<DraftStatus>("none");
/** Why it could not be loaded. */
export const loadError = signal<unknown>(null);
/** Its grids by code. */
export const grids = signal<ReadonlyMap<string, DraftGrid>>(new Map());
/** Its steps, the oldest first. */
export const steps = signal<readonly PlanStep[]>([]);
/** The revision up to which the page has seen the draft. */
export const seen = signal(0);
/** What undo and redo take back next. */
export const nextUndo = signal<{ undo: Commit | null; redo: Commit | null }>({ undo: null, redo: null });
/** The grids that the draft changes, as they are in the plan in force; null for a grid that is not there. */
export const inForce = signal<ReadonlyMap<string, DraftGrid | null>>(new Map());
/** Why the tier does not divide the ground. */
export const faults = signal<readonly Fault[]>([]);
/** Who else changed the draft since it was opened, and when last. */
export const others = signal<ReadonlyMap<string, string>>(new Map());

/** The picked grids, in the order in which they were picked. */
export const picked = signal<readonly string[]>([]);
/** The tool in hand. */
export const tool = signal<ToolName>("select");
/** What colours the grids. */
export const colourBy = signal<ColourBy>("load");
/** Whether what is drawn snaps to borders and streets. */
export const snapping = signal(true);
/** Radius of the brush, in pixels. */
export const brush_px = signal(28);
/** The grid from which the brush takes; null for any. */
export const sourceOnly = signal<string | null>(null);
/** Whether a change is on its way. */
export const busy = signal(false);
/** What came of the last gesture. */
export const verdict = signal<Verdict | null>(null);
/** What the gesture in progress would do. */
export const rehearsed = signal<Changed | null>(null);
/** Why the gesture in progress would be refused. */
export const wouldRefuse = signal<Refusal | null>(null);
/** The change that stands against another planner's. */
export const conflict = signal<Conflict | null>(null);
/** A place to look at on the map: a fault, a refusal. */
export const lookAt = signal<{ lon: number; lat: number } | null>(null);
/** The sheet that is open over the editor. */
export const sheet = signal<"merge" | "foreign-undo" | null>(null);

/** The first picked grid: the one that a brush gives to, that is split, renamed. */
export const lead = computed<DraftGrid | null>(() => {
  const [first] = picked.value;
  return (first && grids.value.get(first)) || null;
});

/** Whether the draft can be edited. */
export const isOpen = computed(() => plan.value?.state === "draft");

/** Codes of the grids that the draft changes. */
export const changedCodes = computed<ReadonlySet<string>>(() => {
  const codes = new Set<string>();
  for (const { grids: keys } of steps.value) {
    for (const code of [...keys.made, ...keys.removed, ...keys.altered]) codes.add(code);
  }
  return codes;
});

/** The same, of the tier that is edited alone. */
export const changedHere = computed<readonly string[]>(() => {
  const isHere = (code: string): boolean => {
    if (grids.value.has(code)) return true;
    const before = inForce.value.get(code);
    return before?.tier === editedTier.value;
  };
  return [...changedCodes.value].filter(isHere).sort();
});

/** Picks grids, or adds them to those that are picked, or puts them back. */
export function pick(codes: readonly string[], toggle = false): void {
  if (!toggle) {
    picked.value = codes;
    return;
  }
  const before = picked.peek();
  const kept = before.filter((code) => !codes.includes(code));
  picked.value = [...kept, ...codes.filter((code) => !before.includes(code))];
}

/** The last part of a code: what tells a grid from its neighbours. */
export const shortCode = (code: string): string => /[A-Z]+\d+.*$/.exec(code)?.[0] ?? code.slice(-4);
