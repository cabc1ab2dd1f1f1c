import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { formatNumber } from "../format.ts";
import { lang, t as say, tName } from "../i18n.ts";
import { chosenTier } from "../state.ts";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { useAnswer } from "./answer.ts";
import { NoDuties } from "./NoDuties.tsx";
import { getRoles, getShortages, getStored, type RoleRow, type ShortageRow } from "./requests.ts";
import { roleSums, type RoleSum } from "./shares.ts";
import { colouring, epoch, grid, pickGrid, place, plan, saveCsv } from "./store.ts";
import { t } from "./texts.ts";

/** How many rows are listed at first, and how many more at once. */
const PORTION = 100;

/** The title of a role in the language of the page. */
export const titleOf = (role: Pick<RoleRow, "title_zh" | "title_en">, id: string): string =>
  (lang.value === "zh" ? role.title_zh : role.title_en) || id;

/** Which posts are vacant where, role by role. */
export function VacancyPanel(): JSX.Element {
  const { value, busy, error, again } = useAnswer(epoch.value, async () => {
    const [roles, shortages, stored] = await Promise.all([getRoles(plan.peek()), getShortages(plan.peek()), getStored(plan.peek())]);
    return { roles, shortages, stored };
  });
  const role = useSignal("");
  const areasOf = (name: string): number => value?.stored.tiers.find(({ tier }) => tier === name)?.areas ?? 0;
  return (
    <section class="duty-part" aria-labelledby="vacancies-title" aria-busy={busy}>
      <div class="duty-head">
        <h3 id="vacancies-title">{t("vacancies")}</h3>
        {value && value.shortages.length > 0 && <button type="button" class="button" onClick={() => save(value.shortages)}>{say("download_csv")}</button>}
      </div>
      {error !== null && <ProblemNote error={error} onRetry={again} />}
      {!value && error === null && <div class="skeleton" role="status" aria-label={say("loading")} />}
      {value && value.roles.length === 0 && <NoDuties />}
      {value && value.roles.length > 0 && (
        <>
          <RoleTable sums={roleSums(value.roles, value.shortages, areasOf)} role={role.value} onRole={(id) => (role.value = role.peek() === id ? "" : id)} />
          {value.shortages.length === 0
            ? <p class="duty-lead">✓ {t("no_vacancies")}</p>
            : <ShortageTable rows={value.shortages.filter((row) => !role.value || row.role === role.value)} roles={value.roles} />}
        </>
      )}
    </section>
  );
}

function save(rows: readonly ShortageRow[]): void {
  const columns = ["role", "title_zh", "title_en", "area", "name", "held", "least", "most", "missing", "surplus"] as const;
  saveCsv("vacancies", columns, rows.map((row) => columns.map((name) => row[name] ?? "")));
}

function RoleTable({ sums, role, onRole }: { sums: readonly RoleSum[]; role: string; onRole: (id: string) => void }): JSX.Element {
  const number = (value: number): string => formatNumber(value, lang.value);
  return (
    <div class="table-scroll short" role="region" tabIndex={0} aria-label={t("by_role")}>
      <table>
        <thead>
          <tr><th scope="col">{t("role")}</th><th scope="col">{say("tier")}</th><th scope="col" class="numeric">{t("required")}</th><th scope="col" class="numeric">{t("filled")}</th><th scope="col" class="numeric">{t("missing")}</th><th scope="col" class="numeric">{t("surplus")}</th></tr>
        </thead>
        <tbody>
          {sums.map((sum) => (
            <tr key={sum.role.id} class={role === sum.role.id ? "picked" : ""}>
              <th scope="row"><button type="button" class="row-button" aria-pressed={role === sum.role.id} onClick={() => onRole(sum.role.id)}>{titleOf(sum.role, sum.role.id)}</button></th>
              <td>{sum.role.tier && tName("tier", sum.role.tier)}</td>
              <td class="numeric">{number(sum.required)}</td><td class="numeric">{number(sum.filled)}</td>
              <td class={sum.missing > 0 ? "numeric vacant" : "numeric"}>{number(sum.missing)}</td><td class="numeric">{number(sum.surplus)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ShortageTable({ rows, roles }: { rows: readonly ShortageRow[]; roles: readonly RoleRow[] }): JSX.Element {
  const shown = useSignal(PORTION);
  const number = (value: number): string => formatNumber(value, lang.value);
  const go = (row: ShortageRow): void => {
    const tier = roles.find(({ id }) => id === row.role)?.tier;
    if (tier) chosenTier.value = tier;
    colouring.value = "vacancies";
    place.value = null;
    pickGrid(row.area);
  };
  if (rows.length === 0) return <p class="duty-lead">✓ {t("role_full")}</p>;
  return (
    <div class="table-scroll tall" role="region" tabIndex={0} aria-label={t("vacancy_list")}>
      <table class="vacancy-list">
        <thead>
          <tr><th scope="col">{t("grid")}</th><th scope="col">{t("role")}</th><th scope="col" class="numeric">{t("required")}</th><th scope="col" class="numeric">{t("held")}</th><th scope="col" class="numeric">{t("missing")}</th><th scope="col" class="numeric">{t("surplus")}</th></tr>
        </thead>
        <tbody>
          {rows.slice(0, shown.value).map((row) => (
            <tr key={`${row.role} ${row.area}`} class={grid.value === row.area ? "picked" : ""}>
              <th scope="row"><button type="button" class="row-button" title={row.area} onClick={() => go(row)}>{row.name || row.area}</button></th>
              <td>{titleOf(row, row.role)}</td>
              <td class="numeric">{row.most === row.least || row.most === null ? number(row.least) : `${row.least}–${row.most}`}</td><td class="numeric">{number(row.held)}</td>
              <td class={row.missing > 0 ? "numeric vacant" : "numeric"}>{number(row.missing)}</td><td class="numeric">{number(row.surplus)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shown.value && (
        <div class="show-more">
          <button type="button" class="button" onClick={() => (shown.value += PORTION * 4)}>{say("show_more")}</button>
          {say("rows_shown", { n: number(shown.value), total: number(rows.length) })}
        </div>
      )}
    </div>
  );
}
