import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { formatNumber } from "../format.ts";
import { lang, t as say, tName } from "../i18n.ts";
import { tier } from "../state.ts";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { useAnswer } from "./answer.ts";
import { getAbsence, getAbsences, type AbsenceOfOne } from "./requests.ts";
import { absent, epoch, least, plan, saveCsv } from "./store.ts";
import { t } from "./texts.ts";

/** How many people are listed at first, and how many more at once. */
const PORTION = 50;
/** The longest list that the server gives. */
const ROWS_MAX = 10_000;

/** Shows where the absence of somebody is felt; asked about the same person again, forgets it. */
export async function lookAt(staff: string): Promise<void> {
  if (absent.peek()?.staff === staff && absent.peek()?.least === least.peek()) {
    absent.value = null;
    return;
  }
  absent.value = await getAbsence(staff, tier.peek(), least.peek(), plan.peek());
}

/** Who leaves how many addresses below what is enough; a click shows where. */
export function AbsenceList({ all }: { all: number }): JSX.Element {
  const limit = useSignal(PORTION);
  const error = useSignal<unknown>(null);
  const asked = useAnswer(`${least.value} ${limit.value} ${epoch.value}`, () => getAbsences(least.peek(), limit.peek(), plan.peek()));
  const number = (value: number): string => formatNumber(value, lang.value);
  const look = (staff: string): void => {
    error.value = null;
    lookAt(staff).catch((caught: unknown) => (error.value = caught));
  };
  const save = async (): Promise<void> => {
    const { items } = await getAbsences(least.peek(), ROWS_MAX, plan.peek());
    const columns = ["staff", "addresses", "households", "left_below", "households_left_below", "left_alone", "households_left_alone"] as const;
    saveCsv(`absences-below-${least.peek()}`, columns, items.map((row) => columns.map((name) => row[name])));
  };
  const rows = asked.value?.items ?? [];
  const total = asked.value?.total ?? 0;
  const title = t("absences");
  return (
    <section aria-labelledby="absences-title">
      <div class="duty-head">
        <h4 id="absences-title">{title}</h4>
        {rows.length > 0 && <button type="button" class="button" onClick={() => void save().catch((caught: unknown) => (error.value = caught))}>{say("download_csv")}</button>}
      </div>
      <p class="hint">{t("absences_help", { n: least.value })}</p>
      {(asked.error ?? error.value) !== null && <ProblemNote error={asked.error ?? error.value} onRetry={asked.again} />}
      {!asked.value && asked.error === null && <div class="skeleton" role="status" aria-label={say("loading")} />}
      {asked.value && all === 0 && <p class="duty-lead">{t("no_absence_below", { n: least.value })}</p>}
      {rows.length > 0 && (
        <div class="table-scroll short" role="region" tabIndex={0} aria-label={title}>
          <table>
            <thead>
              <tr><th scope="col">{t("staff")}</th><th scope="col" class="numeric">{t("answers_for")}</th><th scope="col" class="numeric">{t("left_below", { n: least.value })}</th><th scope="col" class="numeric">{t("left_alone")}</th></tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.staff} class={absent.value?.staff === row.staff ? "picked" : ""}>
                  <th scope="row"><button type="button" class="row-button" aria-pressed={absent.value?.staff === row.staff} onClick={() => look(row.staff)}>{row.staff}</button></th>
                  <td class="numeric">{number(row.addresses)}</td><td class="numeric">{number(row.left_below)}</td><td class="numeric">{number(row.left_alone)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {rows.length < total && limit.value < ROWS_MAX && (
            <div class="show-more">
              <button type="button" class="button" onClick={() => (limit.value = Math.min(ROWS_MAX, limit.value * 4))}>{say("show_more")}</button>
              {say("rows_shown", { n: number(rows.length), total: number(total) })}
            </div>
          )}
        </div>
      )}
      {absent.value && <AbsentGrids one={absent.value} />}
    </section>
  );
}

/** The grids of the person who is looked at; the map shows the same. */
export function AbsentGrids({ one }: { one: AbsenceOfOne }): JSX.Element {
  const number = (value: number): string => formatNumber(value, lang.value);
  const title = t("absent_grids", { staff: one.staff, n: number(one.areas.length), tier: tName("tiers", one.tier) });
  return (
    <div class="absent-grids">
      <p class="duty-lead" role="status">{title}</p>
      <div class="table-scroll short" role="region" tabIndex={0} aria-label={title}>
        <table>
          <thead><tr><th scope="col">{tName("tier", one.tier)}</th><th scope="col" class="numeric">{t("answers_for")}</th><th scope="col" class="numeric">{t("left_below", { n: one.least })}</th><th scope="col" class="numeric">{t("left_alone")}</th></tr></thead>
          <tbody>
            {one.areas.slice(0, 200).map((area) => (
              <tr key={area.code}><th scope="row" title={area.code}>{area.name || area.code}</th><td class="numeric">{number(area.addresses)}</td><td class="numeric">{number(area.left_below)}</td><td class="numeric">{number(area.left_alone)}</td></tr>
            ))}
          </tbody>
        </table>
      </div>
      <button type="button" class="button" onClick={() => (absent.value = null)}>{t("forget")}</button>
    </div>
  );
}
