import { type Signal, useComputed, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { formatNumber } from "../format.ts";
import { lang, t as say } from "../i18n.ts";
import type { GridChange } from "../review/requests.ts";
import { DownloadIcon } from "../ui/icons.tsx";
import { t } from "./texts.ts";

/** Rows that are listed; all are in the files. */
const SHOWN = 300;

const KINDS = ["new", "retired", "split", "merged", "renumbered", "border", "reparented", "renamed", "lock", "addresses"] as const;

const number = (value: number | null): string => (value === null ? "–" : formatNumber(value, lang.value));

/** What happened to a grid, in words of the page. */
function kindsOf({ kinds }: GridChange): string {
  const names = kinds.split(/[\s,;|]+/).filter(Boolean).map((kind) => {
    const known = KINDS.find((name) => name === kind);
    return known ? t(`what_${known}`) : kind;
  });
  return names.join(say("list_mark"));
}

/** The grids that changed, as a table in step with the maps. */
export function ChangeTable({ grids, after, picked, files }: {
  grids: readonly GridChange[];
  after: string;
  picked: Signal<string | null>;
  files: JSX.Element;
}): JSX.Element {
  const words = useSignal("");
  const shown = useComputed(() => {
    const wanted = words.value.trim().toLowerCase();
    const text = (grid: GridChange): string => `${grid.code_before} ${grid.code_after} ${grid.name_before} ${grid.name_after}`.toLowerCase();
    return wanted ? grids.filter((grid) => text(grid).includes(wanted)) : grids;
  });
  return (
    <section class="panel sheet" aria-labelledby="change-title">
      <div class="sheet-head">
        <h3 id="change-title">{t("table")}</h3>
        <p class="hint">{t("table_help")}</p>
        <input type="search" class="filter" placeholder={t("filter")} aria-label={t("filter")} value={words.value} onInput={(event) => (words.value = event.currentTarget.value)} />
      </div>
      <div class="table-scroll changes-list" tabIndex={0} role="region" aria-labelledby="change-title">
        <table>
          <thead>
            <tr>
              <th scope="col">{t("grid")}</th><th scope="col">{t("what")}</th><th scope="col" class="numeric">{t("households")}</th>
              <th scope="col" class="numeric">{t("came")}</th><th scope="col" class="numeric">{t("left")}</th>
              <th scope="col" class="numeric">{t("minutes")}</th><th scope="col">{t("from")}</th><th scope="col">{t("card")}</th>
            </tr>
          </thead>
          <tbody>
            {shown.value.slice(0, SHOWN).map((grid) => <ChangeRow key={`${grid.code_before} ${grid.code_after}`} grid={grid} after={after} picked={picked} />)}
          </tbody>
        </table>
        {shown.value.length === 0 && <p class="table-empty hint">{t("none_match")}</p>}
      </div>
      <div class="sheet-foot table-end">
        {shown.value.length > SHOWN && <span class="hint">{t("rows_more", { n: number(shown.value.length - SHOWN) })}</span>}
        {files}
      </div>
    </section>
  );
}

function ChangeRow({ grid, after, picked }: { grid: GridChange; after: string; picked: Signal<string | null> }): JSX.Element {
  const code = grid.code_after ?? grid.code_before ?? "";
  const isPicked = picked.value === code;
  const pair = (before: number | null, after: number | null): JSX.Element =>
    before === after ? <>{number(after)}</> : <>{number(before)} → <strong>{number(after)}</strong></>;
  return (
    <tr class={isPicked ? "picked" : undefined}>
      <th scope="row">
        <button type="button" class="row-button" aria-pressed={isPicked} onClick={() => (picked.value = isPicked ? null : code)}>{grid.name_after ?? grid.name_before}</button>{" "}
        <code class="plan-id">{code}</code>
      </th>
      <td>{kindsOf(grid)}</td>
      <td class="numeric">{pair(grid.households_before, grid.households_after)}</td>
      <td class="numeric">{number(grid.households_came)}</td>
      <td class="numeric">{number(grid.households_left)}</td>
      <td class="numeric">{pair(grid.minutes_before, grid.minutes_after)}</td>
      <td><code class="plan-id">{grid.predecessors ?? ""}</code></td>
      <td>{grid.code_after && <CardLink code={grid.code_after} name={grid.name_after ?? grid.code_after} after={after} />}</td>
    </tr>
  );
}

/** The page of A4 about a grid as it is after the change, with its four bounds in words. */
function CardLink({ code, name, after }: { code: string; name: string; after: string }): JSX.Element {
  const params = new URLSearchParams({ lang: lang.value, ...(after === "official" ? {} : { plan: after }) });
  return (
    <a class="icon-button small" href={`/v1/cards/${code}.pdf?${params}`} download aria-label={t("card_of", { name })} title={t("card_of", { name })}>
      <DownloadIcon />
    </a>
  );
}
