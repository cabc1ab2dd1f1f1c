import { batch, computed, signal } from "@preact/signals";
import { saveText } from "../clipboard.ts";
import { writeCsv, type CsvValue } from "../csv.ts";
import { about, replaceAbout } from "../screen.ts";
import { dataset } from "../state.ts";
import type { AbsenceOfOne, GatePlan } from "./requests.ts";
import type { CombGroup } from "./shares.ts";

/** What the map colours. */
export type Colouring = "kcover" | "vacancies" | "honeycomb";
/** All of them. */
export const COLOURINGS: readonly Colouring[] = ["kcover", "vacancies", "honeycomb"];

/** The parts of the screen beside the map. */
export const PARTS = ["here", "cover", "vacancies", "load", "lay", "gates"] as const;
/** A part. */
export type Part = (typeof PARTS)[number];

/** What the map colours now. */
export const colouring = signal<Colouring>("kcover");
/** The honeycombs that are drawn together, by what {@link combGroups} calls them; the first ones without a choice. */
export const comb = signal<string | null>(null);
/** The honeycombs that there are, as far as they are known. */
export const combs = signal<readonly CombGroup[]>([]);
/** Those that are drawn: the chosen ones, if there are such. */
const combShown = computed(() => combs.value.find(({ id }) => id === comb.value) ?? combs.value[0]);
/** What the honeycombs that are drawn are called. */
export const combId = computed(() => combShown.value?.id ?? "");
/** The names of the honeycombs that are drawn. */
export const combNames = computed(() => combShown.value?.names ?? []);
/** The place that is asked about. */
export const place = signal<{ lon: number; lat: number } | null>(null);
/** The person whose grids are shown. */
export const absent = signal<AbsenceOfOne | null>(null);
/** The gates that are shown. */
export const gates = signal<GatePlan | null>(null);
/** The gate or block that a row points at, by number. */
export const pointed = signal<number | null>(null);
/** How many people are enough for an address. */
export const least = signal(2);

/** The plan that is looked at; what is in force without one. */
export const plan = computed(() => about.value.plan);
/** The grid that is picked, by code. */
export const grid = computed(() => about.value.grids ?? null);
/** The part that is shown. */
export const part = computed<Part>(() => PARTS.find((name) => name === about.value.part) ?? "cover");
/** What makes answers others: the plan and the state of the data. */
export const epoch = computed(() => `${plan.value ?? ""} ${dataset.value?.revision} ${dataset.value?.instance}`);

const change = (next: Partial<Record<"plan" | "grids" | "part", string | undefined>>): void => {
  const kept = Object.entries({ ...about.peek(), ...next }).filter(([, value]) => value !== undefined && value !== "");
  replaceAbout("responsibility", Object.fromEntries(kept));
};

/** Shows a part. */
export const showPart = (name: Part): void => change({ part: name });

/** Looks at a plan, or at what is in force. */
export function showPlan(id: string | undefined): void {
  batch(() => {
    absent.value = null;
    gates.value = null;
    change({ plan: id });
  });
}

/** Picks a grid, and shows a part about it. */
export function pickGrid(code: string | null, next: Part = part.peek()): void {
  batch(() => {
    if (code !== grid.peek()) gates.value = null;
    absent.value = null;
    change({ grids: code ?? undefined, part: next });
  });
}

/** Forgets what was picked, as when the screen is left. */
export function forgetPicks(): void {
  batch(() => {
    place.value = null;
    absent.value = null;
    gates.value = null;
    pointed.value = null;
    combs.value = [];
    comb.value = null;
  });
}

/** Saves rows as a CSV file that spreadsheets open in the right encoding. */
export function saveCsv(name: string, header: readonly string[], rows: readonly (readonly CsvValue[])[]): void {
  saveText(`\ufeff${writeCsv(header, rows)}`, `hexward-${name}.csv`, "text/csv;charset=utf-8");
}
