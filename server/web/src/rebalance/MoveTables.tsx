import type { Signal } from "@preact/signals";
import type { JSX } from "preact";
import { formatNumber } from "../format.ts";
import { lang } from "../i18n.ts";
import type { GridRow, Move, Search } from "./requests.ts";
import { gridRows, moves, refused, toggleGrid } from "./store.ts";
import { t } from "./texts.ts";

/** Rows that a table holds; the rest is in the file. */
const SHOWN = 200;

/** Why a unit moves, when the server knows a reason that the page has words for. */
const WHYS = ["cut-off", "relieves", "fills", "passes-on", "splits", "dissolves", "goes-along"] as const;
const whyOf = (why: string): string => {
  const known = WHYS.find((name) => name === why);
  return known ? t(`why_${known}`) : why;
};

const number = (value: number): string => formatNumber(value, lang.value);

/** The grids that change, to accept one by one, and what moves in the one that is picked. */
export function MoveTables({ search, picked }: { search: Search; picked: Signal<string | null> }): JSX.Element {
  const all = moves.value ?? [];
  const touched = new Set(all.flatMap(({ from, to }) => [from, to]));
  const rows = (gridRows.value ?? []).filter(({ grid }) => touched.has(grid));
  const shown = picked.value === null ? all : all.filter(({ from, to }) => from === picked.value || to === picked.value);
  return (
    <div class="move-tables">
      <section class="panel sheet" aria-labelledby="grids-title">
        <div class="sheet-head"><h3 id="grids-title">{t("grids")}</h3><p class="hint">{t("grids_help")}</p></div>
        <div class="table-scroll short" tabIndex={0} role="region" aria-labelledby="grids-title">
          <table>
            <thead>
              <tr><th scope="col">{t("accept")}</th><th scope="col">{t("grid")}</th><th scope="col" class="numeric">{t("change")}</th></tr>
            </thead>
            <tbody>
              {rows.slice(0, SHOWN).map((row) => <GridLine key={row.grid} row={row} picked={picked} />)}
            </tbody>
          </table>
        </div>
      </section>
      <section class="panel sheet" aria-labelledby="moves-title">
        <div class="sheet-head">
          <h3 id="moves-title">{picked.value === null ? t("moves_all") : t("moves", { grid: picked.value })}</h3>
          <a class="button" href={`/v1/rebalances/${search.id}/moves`} download="moves.csv">{t("moves_file")}</a>
        </div>
        <div class="table-scroll short" tabIndex={0} role="region" aria-labelledby="moves-title">
          <table>
            <thead>
              <tr><th scope="col">{t("unit")}</th><th scope="col">{t("from_to")}</th><th scope="col" class="numeric">{t("households")}</th><th scope="col">{t("why")}</th></tr>
            </thead>
            <tbody>{shown.slice(0, SHOWN).map((move) => <MoveLine key={move.unit} move={move} />)}</tbody>
          </table>
        </div>
        {shown.length > SHOWN && <p class="hint sheet-foot">{t("rows_more", { n: number(shown.length - SHOWN) })}</p>}
      </section>
    </div>
  );
}

function GridLine({ row, picked }: { row: GridRow; picked: Signal<string | null> }): JSX.Element {
  const isPicked = picked.value === row.grid;
  return (
    <tr aria-selected={isPicked} class={isPicked ? "picked" : undefined}>
      <td><input type="checkbox" aria-label={t("accept_of", { grid: row.grid })} checked={!refused.value.has(row.grid)} onChange={() => toggleGrid(row.grid)} /></td>
      <th scope="row">
        <button type="button" class="row-button" aria-pressed={isPicked} onClick={() => (picked.value = isPicked ? null : row.grid)}>{row.grid}</button>
        {row.state !== "continued" && <span class="tag">{t(`kind_${row.state}`)}</span>}
      </th>
      <td class="numeric">{number(row.work_before)} → <strong>{number(row.work)}</strong></td>
    </tr>
  );
}

const MoveLine = ({ move }: { move: Move }): JSX.Element => (
  <tr>
    <td><code class="plan-id">{move.unit}</code></td>
    <td>{move.from} → {move.to}</td>
    <td class="numeric">{number(move.households)}</td>
    <td class="why">{whyOf(move.why)}<small>{move.gained > 0 ? t("gained", { n: number(move.gained) }) : t("gained_none")}</small></td>
  </tr>
);
