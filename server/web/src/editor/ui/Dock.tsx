import { computed, signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { JSX } from "preact";
import { csvOf } from "./dock-csv.ts";
import { ChevronIcon, DownloadIcon } from "../../ui/icons.tsx";
import { IconButton } from "../../ui/parts.tsx";
import { changedCodes, grids, inForce, pick, picked, plan, type DraftGrid } from "../draft.ts";
import { zoomToPicked } from "../keys.ts";
import { say, type EditorKey } from "../texts.ts";
import { number, signed } from "../words.ts";

/** Whether the table is open. */
export const dockOpen = signal(innerHeight >= 860 && innerWidth > 900);

/** Opens the table and goes to its field for words. */
export function findInDock(): void {
  dockOpen.value = true;
  requestAnimationFrame(() => document.getElementById("dock-find")?.focus());
}

/** A column of the table. */
export interface DockColumn {
  key: EditorKey;
  value: (grid: DraftGrid) => number | string;
  text?: (grid: DraftGrid) => string;
}

/** How many households a grid has more than in the plan in force. */
const difference = (grid: DraftGrid): number => {
  const before = inForce.value.get(grid.code);
  return before === undefined ? 0 : grid.households - (before?.households ?? 0);
};

/** The columns of the table. */
export const COLUMNS: readonly DockColumn[] = [
  { key: "code", value: (grid) => grid.code },
  { key: "name", value: (grid) => grid.name },
  { key: "households", value: (grid) => grid.households },
  { key: "difference", value: difference, text: (grid) => (difference(grid) === 0 ? "" : signed(difference(grid))) },
  { key: "residents", value: (grid) => grid.residents },
  { key: "addresses", value: (grid) => grid.addresses },
  { key: "minutes", value: (grid) => Math.round(grid.minutes) },
  { key: "hectares", value: (grid) => grid.area_m2 / 10_000, text: (grid) => (grid.area_m2 / 10_000).toFixed(2) },
  { key: "compactness", value: (grid) => grid.compactness, text: (grid) => grid.compactness.toFixed(2) },
  { key: "lock", value: (grid) => grid.lock, text: (grid) => (grid.lock === "open" ? "" : say(`lock_${grid.lock}`)) },
];

const order = signal<{ key: EditorKey; down: boolean }>({ key: "code", down: false });
const words = signal("");
const onlyChanged = signal(false);

/** The rows that pass the filter, in their order. */
const rows = computed<DraftGrid[]>(() => {
  const wanted = words.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const passes = ({ code, name }: DraftGrid): boolean => wanted.every((word) => `${code} ${name}`.toLowerCase().includes(word));
  const column = COLUMNS.find(({ key }) => key === order.value.key)!;
  const sign = order.value.down ? -1 : 1;
  const found = [...grids.value.values()].filter((grid) => passes(grid) && (!onlyChanged.value || changedCodes.value.has(grid.code)));
  const compare = (a: number | string, b: number | string): number =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "zh");
  return found.sort((a, b) => sign * compare(column.value(a), column.value(b)) || a.code.localeCompare(b.code));
});

/** Height of a row, in pixels; the style sheet has the same. */
const ROW_PX = 36;
/** Rows drawn beyond what is seen. */
const SPARE = 8;

const top = signal(0);
const height = signal(240);

/** The table of all grids, in step with the map. */
export function Dock(): JSX.Element {
  const isOpen = dockOpen.value;
  return (
    <section class={isOpen ? "dock open" : "dock"} aria-label={say("dock")}>
      <div class="dock-head">
        <button type="button" class="button quiet" aria-expanded={isOpen} onClick={() => (dockOpen.value = !isOpen)}>
          <span class={isOpen ? "turned" : "turned up"}><ChevronIcon /></span>
          {say("dock_title", { n: number(rows.value.length) })}
        </button>
        {isOpen && (
          <>
            <input type="search" id="dock-find" value={words.value} placeholder={say("find")} aria-label={say("find")} onInput={(event) => (words.value = event.currentTarget.value)} />
            <label class="check-line">
              <input type="checkbox" checked={onlyChanged.value} onChange={(event) => (onlyChanged.value = event.currentTarget.checked)} />
              {say("only_changed")}
            </label>
            <span class="spring" />
            <IconButton name={say("save_csv")} icon={DownloadIcon} onClick={() => csvOf(rows.peek(), COLUMNS, plan.peek()?.id ?? "draft")} />
          </>
        )}
      </div>
      {isOpen && <Table />}
    </section>
  );
}

function Table(): JSX.Element {
  const frame = useRef<HTMLDivElement>(null);
  const all = rows.value;
  const lead = picked.value[0];
  useLayoutEffect(() => {
    if (frame.current) height.value = frame.current.clientHeight;
  });
  useLayoutEffect(() => {
    const place = lead === undefined ? -1 : rows.peek().findIndex(({ code }) => code === lead);
    const element = frame.current;
    if (place < 0 || !element) return;
    const [from, to] = [place * ROW_PX, (place + 2) * ROW_PX];
    if (from < element.scrollTop) element.scrollTop = from;
    else if (to > element.scrollTop + element.clientHeight) element.scrollTop = to - element.clientHeight;
  }, [lead]);
  const first = Math.max(0, Math.floor(top.value / ROW_PX) - SPARE);
  const shown = all.slice(first, Math.ceil((top.value + height.value) / ROW_PX) + SPARE);
  const chosen = new Set(picked.value);
  return (
    <div class="dock-scroll" ref={frame} tabIndex={0} role="group" aria-label={say("dock_rows")} onScroll={(event) => (top.value = event.currentTarget.scrollTop)}
      onKeyDown={onKeyDown}>
      <table aria-rowcount={all.length + 1}>
        <thead>
          <tr>{COLUMNS.map((column) => <Head key={column.key} column={column} />)}</tr>
        </thead>
        <tbody>
          {first > 0 && <Gap rows={first} />}
          {shown.map((grid, index) => <Row key={grid.code} grid={grid} place={first + index} chosen={chosen.has(grid.code)} />)}
          {first + shown.length < all.length && <Gap rows={all.length - first - shown.length} />}
        </tbody>
      </table>
      {all.length === 0 && <p class="hint">{say("no_rows")}</p>}
    </div>
  );
}

/** Room for rows that are not drawn; its height is set as a property, which the policy allows. */
function Gap({ rows: count }: { rows: number }): JSX.Element {
  const row = useRef<HTMLTableRowElement>(null);
  useLayoutEffect(() => {
    if (row.current) row.current.style.height = `${count * ROW_PX}px`;
  }, [count]);
  return <tr ref={row} aria-hidden="true"><td colSpan={COLUMNS.length} /></tr>;
}

function Head({ column }: { column: DockColumn }): JSX.Element {
  const sorted = order.value.key === column.key;
  const direction = order.value.down ? "descending" : "ascending";
  const isNumber = column.key !== "code" && column.key !== "name" && column.key !== "lock";
  const sort = (): void => {
    order.value = { key: column.key, down: sorted ? !order.peek().down : isNumber };
  };
  return (
    <th scope="col" aria-sort={sorted ? direction : "none"} class={isNumber ? "numeric" : undefined}>
      <button type="button" onClick={sort}>{say(column.key)}{sorted && <span class={`sort-mark ${direction}`}><ChevronIcon /></span>}</button>
    </th>
  );
}

function Row({ grid, place, chosen }: { grid: DraftGrid; place: number; chosen: boolean }): JSX.Element {
  const take = (event: MouseEvent): void => {
    pick([grid.code], event.shiftKey || event.ctrlKey || event.metaKey);
    if (!event.shiftKey && !event.ctrlKey && !event.metaKey) zoomToPicked();
  };
  return (
    <tr aria-rowindex={place + 2} aria-selected={chosen} class={chosen ? "chosen" : undefined} onClick={take}>
      {COLUMNS.map(({ key, value, text }, index) => {
        const shown = text ? text(grid) : typeof value(grid) === "number" ? number(value(grid) as number) : value(grid);
        if (index === 0) return <th key={key} scope="row"><button type="button" class="row-button mono">{shown}</button></th>;
        return <td key={key} class={typeof value(grid) === "number" ? "numeric" : undefined}>{shown}</td>;
      })}
    </tr>
  );
}

/** Up and down pick the next row. */
function onKeyDown(event: KeyboardEvent): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const all = rows.peek();
  const place = all.findIndex(({ code }) => code === picked.peek()[0]);
  const next = all[Math.min(all.length - 1, Math.max(0, place + step))];
  if (next) pick([next.code]);
  zoomToPicked();
}
