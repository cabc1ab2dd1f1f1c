import type { Tier } from "../link.ts";
import type { Covered, Report, RoleRow, Shift, ShortageRow } from "./requests.ts";

/** Up to so many people a histogram has a bar for each number; from there on they share the last one. */
export const BARS_MAX = 12;

/** A bar of a histogram: addresses for which so many people answer, and how many they were before. */
export interface Bar {
  people: number;
  /** The last number that it stands for: numbers that no address has share a bar. */
  to: number;
  /** Whether it stands for this number and all above. */
  open: boolean;
  addresses: number;
  households: number;
  /** Addresses in what is in force; null when nothing is compared. */
  before: number | null;
}

const addressesAt = (rows: readonly Covered[], people: number, open: boolean): Covered => {
  const here = rows.filter((row) => (open ? row.people >= people : row.people === people));
  const sum = (of: (row: Covered) => number): number => here.reduce((all, row) => all + of(row), 0);
  return { people, addresses: sum((row) => row.addresses), households: sum((row) => row.households) };
};

/** The bars of a histogram, from nobody on; the highest numbers share one bar, and so do neighbouring ones that no address has. */
export function histogramBars(rows: readonly Covered[], before: readonly Covered[] | null = null): Bar[] {
  const last = Math.max(0, ...[...rows, ...(before ?? [])].filter(({ addresses }) => addresses > 0).map(({ people }) => people));
  const end = Math.min(last, BARS_MAX);
  const bars = Array.from({ length: end + 1 }, (_, people): Bar => {
    const open = people === BARS_MAX && last > BARS_MAX;
    return { ...addressesAt(rows, people, open), to: people, open, before: before ? addressesAt(before, people, open).addresses : null };
  });
  const isEmpty = (bar: Bar | undefined): boolean => bar !== undefined && bar.people > 0 && bar.addresses === 0 && !bar.before;
  return bars.reduce<Bar[]>((joined, bar) => {
    const last = joined.at(-1);
    if (last && isEmpty(last) && isEmpty(bar)) joined[joined.length - 1] = { ...last, to: bar.to };
    else joined.push(bar);
    return joined;
  }, []);
}

/** The histogram of a class of roles, of all when none is named. */
export const histogramOf = (report: Report, name: string): readonly Covered[] =>
  (name ? report.classes.find((row) => row.class === name)?.histogram : report.histogram) ?? [];

/** Addresses for which fewer than so many people answer. */
export const addressesBelow = (rows: readonly Covered[], least: number): number =>
  rows.filter(({ people }) => people < least).reduce((all, { addresses }) => all + addresses, 0);

/** What a role asks for and what it has. */
export interface RoleSum {
  role: RoleRow;
  /** Grids of its tier. */
  areas: number;
  required: number;
  /** Of those that are required, how many are there. */
  filled: number;
  missing: number;
  surplus: number;
  /** Grids with too few. */
  short: number;
}

/** What each role that grids must have asks for and has, those first that lack most. */
export function roleSums(roles: readonly RoleRow[], shortages: readonly ShortageRow[], areasOf: (tier: Tier) => number): RoleSum[] {
  const sums = roles.flatMap((role): RoleSum[] => {
    if (!role.tier) return [];
    const own = shortages.filter((row) => row.role === role.id);
    const missing = own.reduce((all, row) => all + row.missing, 0);
    const areas = areasOf(role.tier);
    const required = areas * role.least;
    const surplus = own.reduce((all, row) => all + row.surplus, 0);
    return [{ role, areas, required, filled: required - missing, missing, surplus, short: own.filter((row) => row.missing > 0).length }];
  });
  return sums.sort((a, b) => b.missing - a.missing || b.surplus - a.surplus);
}

/** How a grid's honeycombs are laid. */
export interface HoneycombWish {
  tier: Tier;
  within: string;
  name: string;
  phases: readonly string[];
  /** How many households a whole cell shall have, or how far apart the centres are in metres. */
  target: "households" | "metres";
  amount: number;
  least_addresses: number;
}

/** The edit that lays honeycombs over all grids of a tier. */
export const honeycombEdit = ({ tier, within, name, phases, target, amount, least_addresses }: HoneycombWish): object => ({
  op: "lay_honeycombs",
  honeycombs: {
    ...(within ? { within } : {}),
    tier,
    name,
    phases,
    spacing: target === "households" ? { households: amount } : { spacing_mm: Math.round(amount * 1000) },
    least_addresses,
  },
});

/** The same on the command line, which lays it in what is in force: one command for all three phases, else one for each. */
export function honeycombCommand({ tier, within, name, phases, target, amount, least_addresses }: HoneycombWish): string {
  const measure = target === "households" ? `--households ${amount}` : `--spacing ${amount}`;
  const more = [within && `--within ${within}`, least_addresses > 0 && `--least-addresses ${least_addresses}`].filter(Boolean);
  const command = (of: string): string => ["hexward honeycomb --store STORE", `--each ${tier}`, measure, `--phases ${of}`, `--name ${name}`, ...more].join(" ");
  return phases.length === 3 ? command("ABC") : phases.map(command).join("\n");
}

/** Honeycombs that belong together: one phase over all grids of a tier. */
export interface CombGroup {
  /** The first letters of their names, and the phase. */
  id: string;
  phase: string;
  names: readonly string[];
  cells: number;
}

/** Honeycombs put together that were laid together: their names differ by the code of their grid only. */
export function combGroups(layers: readonly { name: string; phase: string; parent: string | null; cells: number }[]): CombGroup[] {
  const groups = new Map<string, { id: string; phase: string; names: string[]; cells: number }>();
  for (const { name, phase, parent, cells } of layers) {
    const id = parent ? name.replace(`-${parent}`, "") : name;
    const group = groups.get(`${id} ${phase}`) ?? { id, phase, names: [], cells: 0 };
    group.names.push(name);
    group.cells += cells;
    groups.set(`${id} ${phase}`, group);
  }
  return [...groups.values()];
}

/** How borders and junctions are given to the workers of grids. */
export interface CrossingWish {
  tier: Tier;
  within: string;
  role: string;
  with_posts: boolean;
}

/** The edit that lays crossing responsibility. */
export const crossingEdit = ({ tier, within, role, with_posts }: CrossingWish): object => ({
  op: "lay_crossing",
  crossing: { ...(within ? { within } : {}), tier, role, with_posts },
});

/** The same on the command line. */
export const crossingCommand = ({ tier, within, role, with_posts }: CrossingWish): string =>
  [`hexward cross lay --store STORE --tier ${tier} --role ${role || "ROLE"}`, within && `--parent ${within}`, with_posts && "--posts"].filter(Boolean).join(" ");

/** A name that a layer can have: it begins the names of the layers that are laid. */
export const isLayerName = (name: string): boolean => /^[a-z][a-z0-9-]{0,15}$/.test(name);

/** The shifts of a week by gate and day. */
export function shiftsByGate(shifts: readonly Shift[]): { number: number; days: Shift[][] }[] {
  const gates = new Map<number, Shift[][]>();
  for (const shift of shifts) {
    const days = gates.get(shift.number) ?? Array.from({ length: 7 }, (): Shift[] => []);
    days[shift.day - 1]?.push(shift);
    gates.set(shift.number, days);
  }
  const rows = [...gates].map(([number, days]) => ({ number, days: days.map((day) => day.sort((a, b) => a.from_hour - b.from_hour)) }));
  return rows.sort((a, b) => a.number - b.number);
}
