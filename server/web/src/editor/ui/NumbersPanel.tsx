import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { grids, inForce, isOpen, lead, picked, rehearsed, shortCode, status, wouldRefuse, type DraftGrid } from "../draft.ts";
import { rename, renumber } from "../gestures.ts";
import { lockPicked } from "../locks.ts";
import type { ChangedGrid, Lock } from "../requests.ts";
import { say, type EditorKey } from "../texts.ts";
import { whyOf } from "../why.ts";
import { number, signed } from "../words.ts";

/** A figure of a grid. */
interface Figure {
  key: EditorKey;
  help: EditorKey;
  of: (grid: Figures) => number | null;
  show?: (value: number) => string;
}

interface Figures {
  households: number;
  residents: number;
  addresses: number;
  area_m2: number;
  minutes: number;
  compactness: number | null;
}

const hectares = (m2: number): string => `${(m2 / 10_000).toFixed(2)}`;

const FIGURES: readonly Figure[] = [
  { key: "households", help: "help_households", of: (g) => g.households },
  { key: "residents", help: "help_residents", of: (g) => g.residents },
  { key: "addresses", help: "help_addresses", of: (g) => g.addresses },
  { key: "minutes", help: "help_minutes", of: (g) => g.minutes },
  { key: "hectares", help: "help_hectares", of: (g) => g.area_m2, show: hectares },
  { key: "compactness", help: "help_compactness", of: (g) => g.compactness, show: (value) => value.toFixed(2) },
];

/** The most grids whose figures stand one by one. */
const SINGLY_MAX = 8;

/** Figures of the picked grids: in force, now, and as the gesture under way would make them. */
export function NumbersPanel(): JSX.Element {
  const would = rehearsed.value;
  const rows = would ? would.grids.slice(0, SINGLY_MAX).map(rowOfRehearsal) : pickedGrids().slice(0, SINGLY_MAX).map(rowOfGrid);
  const refusal = wouldRefuse.value;
  if (refusal) return <p class="would-be would-not" role="status">{say("would_refuse")} {whyOf(refusal)}</p>;
  if (rows.length === 0) {
    return (
      <div class="numbers-empty">
        <p class="hint">{say("numbers_hint")}</p>
        <Totals />
      </div>
    );
  }
  return (
    <>
      {would && <p class="would-be" role="status">{say("would_be")}</p>}
      {!would && picked.value.length === 1 && lead.value && <Naming grid={lead.value} />}
      {!would && picked.value.length > 1 && <FigureTable row={together(pickedGrids().map(rowOfGrid))} />}
      {rows.map((row) => <FigureTable key={row.code} row={row} />)}
      {!would && picked.value.length > SINGLY_MAX && <p class="hint">{say("more_grids", { n: picked.value.length - SINGLY_MAX })}</p>}
      <Totals />
    </>
  );
}

const pickedGrids = (): DraftGrid[] => picked.value.flatMap((code) => grids.value.get(code) ?? []);

interface Row {
  code: string;
  name: string;
  before: Figures | null;
  now: Figures | null;
  beforeKey: EditorKey;
}

const rowOfGrid = (grid: DraftGrid): Row => ({
  code: grid.code,
  name: grid.name,
  before: inForce.value.has(grid.code) ? (inForce.value.get(grid.code) ?? null) : grid,
  now: grid,
  beforeKey: "in_force",
});

const figures = (tally: ChangedGrid["before"]): Figures | null =>
  tally && { ...tally, minutes: tally.visit_minutes, compactness: null };

const rowOfRehearsal = ({ code, before, after }: ChangedGrid): Row => ({
  code, name: (after ?? before)?.name ?? "", before: figures(before), now: figures(after), beforeKey: "now",
});

const SUMMED = ["households", "residents", "addresses", "area_m2", "minutes"] as const;

/** What some grids come to together. */
function together(rows: readonly Row[]): Row {
  const sum = (of: (row: Row) => Figures | null): Figures => {
    const whole: Figures = { households: 0, residents: 0, addresses: 0, area_m2: 0, minutes: 0, compactness: null };
    for (const row of rows) for (const name of SUMMED) whole[name] += of(row)?.[name] ?? 0;
    return whole;
  };
  return { code: "Σ", name: say("n_grids", { n: rows.length }), before: sum((row) => row.before), now: sum((row) => row.now), beforeKey: "in_force" };
}

function FigureTable({ row }: { row: Row }): JSX.Element {
  return (
    <table class="figures-table">
      <caption>
        <strong>{row.code === "Σ" ? row.code : shortCode(row.code)}</strong> {row.name}
      </caption>
      <thead>
        <tr>
          <th scope="col"><span class="visually-hidden">{say("figure")}</span></th>
          <th scope="col">{say(row.beforeKey)}</th>
          <th scope="col">{say(row.beforeKey === "now" ? "would" : "now")}</th>
          <th scope="col">{say("difference")}</th>
        </tr>
      </thead>
      <tbody>
        {FIGURES.map((figure) => <FigureRow key={figure.key} figure={figure} row={row} />)}
      </tbody>
    </table>
  );
}

function FigureRow({ figure, row }: { figure: Figure; row: Row }): JSX.Element | null {
  const [before, now] = [row.before && figure.of(row.before), row.now && figure.of(row.now)];
  if (before === null && now === null) return null;
  const show = (value: number | null): string => (value === null ? "–" : figure.show ? figure.show(value) : number(Math.round(value)));
  const difference = (now ?? 0) - (before ?? 0);
  const isSame = show(before) === show(now);
  const text = figure.show ? (difference > 0 ? `+${figure.show(difference)}` : `−${figure.show(-difference)}`) : signed(Math.round(difference));
  return (
    <tr class={isSame ? undefined : "changed"}>
      <th scope="row" title={say(figure.help)}>{say(figure.key)}</th>
      <td>{show(before)}</td>
      <td>{show(now)}</td>
      <td class={difference < 0 ? "less" : "more"}>{isSame ? "" : text}</td>
    </tr>
  );
}

/** What adds up in all grids of the draft. */
function Totals(): JSX.Element | null {
  if (status.value !== "ready") return null;
  const all = [...grids.value.values()];
  const sum = (of: (grid: DraftGrid) => number): string => number(all.reduce((total, grid) => total + of(grid), 0));
  return (
    <dl class="draft-totals">
      <div><dt>{say("grids")}</dt><dd>{number(all.length)}</dd></div>
      <div><dt>{say("households")}</dt><dd>{sum((grid) => grid.households)}</dd></div>
      <div><dt>{say("residents")}</dt><dd>{sum((grid) => grid.residents)}</dd></div>
    </dl>
  );
}

const LOCKS: readonly Lock[] = ["open", "may-grow", "locked"];

/** Name, code and lock of the picked grid. */
function Naming({ grid }: { grid: DraftGrid }): JSX.Element {
  const draft = useSignal({ of: grid, name: grid.name, code: grid.code });
  if (draft.value.of !== grid) draft.value = { of: grid, name: grid.name, code: grid.code };
  const { name, code } = draft.value;
  const take = (event: Event): void => {
    event.preventDefault();
    if (name.trim() && name !== grid.name) void rename(grid.code, name.trim());
    else if (code.trim() && code !== grid.code) void renumber(grid.code, code.trim());
  };
  return (
    <form class="naming" onSubmit={take}>
      <label>
        <span>{say("name")}</span>
        <input type="text" value={name} disabled={!isOpen.value} maxLength={100}
          onInput={(event) => (draft.value = { ...draft.value, name: event.currentTarget.value })} />
      </label>
      <label>
        <span>{say("code")}</span>
        <input type="text" class="mono" value={code} disabled={!isOpen.value} maxLength={40}
          onInput={(event) => (draft.value = { ...draft.value, code: event.currentTarget.value })} />
      </label>
      {(name !== grid.name || code !== grid.code) && (
        <button type="submit" class="button">{say("save")}</button>
      )}
      <div class="lock-choice choice" role="group" aria-label={say("lock")}>
        {LOCKS.map((lock) => (
          <button key={lock} type="button" aria-pressed={grid.lock === lock} disabled={!isOpen.value} title={say(`lock_help_${lock}`)}
            onClick={() => lockPicked(lock)}>
            {say(`lock_${lock}`)}
          </button>
        ))}
      </div>
    </form>
  );
}
