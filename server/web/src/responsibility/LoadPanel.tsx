import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { formatNumber } from "../format.ts";
import { lang, t as say } from "../i18n.ts";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { AbsentGrids, lookAt } from "./AbsenceList.tsx";
import { useAnswer } from "./answer.ts";
import { NoDuties } from "./NoDuties.tsx";
import { getLoads, getReport, getRoles, type RoleLoad, type RoleRow } from "./requests.ts";
import { absent, epoch, least, plan, saveCsv } from "./store.ts";
import { t } from "./texts.ts";
import { titleOf } from "./VacancyPanel.tsx";

/** How many people are listed at first. */
const PORTION = 50;
/** The longest list that the server gives. */
const ROWS_MAX = 10_000;

/** How much work each person has, and how evenly it is shared. */
export function LoadPanel(): JSX.Element {
  const role = useSignal("");
  const { value, busy, error, again } = useAnswer(epoch.value, async () => {
    const [report, roles] = await Promise.all([getReport(least.peek(), plan.peek()), getRoles(plan.peek())]);
    return { loads: report.loads, roles };
  });
  const chosen = value?.loads.find((row) => row.role === role.value) ?? lowest(value?.loads ?? [], value?.roles ?? []);
  return (
    <section class="duty-part" aria-labelledby="load-title" aria-busy={busy}>
      <h3 id="load-title">{t("load")}</h3>
      <p class="hint">{t("load_help")}</p>
      {error !== null && <ProblemNote error={error} onRetry={again} />}
      {!value && error === null && <div class="skeleton" role="status" aria-label={say("loading")} />}
      {value && !chosen && <NoDuties />}
      {value && chosen && (
        <>
          <Equity loads={value.loads} roles={value.roles} role={chosen.role} onRole={(id) => (role.value = id)} />
          <People role={chosen} title={nameOf(value.roles, chosen.role)} />
        </>
      )}
    </section>
  );
}

const nameOf = (roles: readonly RoleRow[], id: string): string => {
  const role = roles.find((row) => row.id === id);
  return role ? titleOf(role, id) : id;
};

/** The role with most people: that of the workers. */
const lowest = (loads: readonly RoleLoad[], roles: readonly RoleRow[]): RoleLoad | undefined =>
  [...loads].sort((a, b) => b.people - a.people || order(roles, a) - order(roles, b))[0];
const order = (roles: readonly RoleRow[], load: RoleLoad): number => roles.findIndex(({ id }) => id === load.role);

function Equity(props: { loads: readonly RoleLoad[]; roles: readonly RoleRow[]; role: string; onRole: (id: string) => void }): JSX.Element {
  const number = (value: number, digits = 0): string => formatNumber(value, lang.value, digits);
  return (
    <div class="table-scroll short" role="region" tabIndex={0} aria-label={t("equity")}>
      <table>
        <thead>
          <tr><th scope="col">{t("role")}</th><th scope="col" class="numeric">{t("people")}</th><th scope="col" class="numeric">{t("mean_households")}</th><th scope="col" class="numeric">{t("most_minutes")}</th><th scope="col" class="numeric">{t("max_over_mean")}</th><th scope="col" class="numeric">{t("gini")}</th></tr>
        </thead>
        <tbody>
          {props.loads.map((row) => (
            <tr key={row.role} class={row.role === props.role ? "picked" : ""}>
              <th scope="row"><button type="button" class="row-button" aria-pressed={row.role === props.role} onClick={() => props.onRole(row.role)}>{nameOf(props.roles, row.role)}</button></th>
              <td class="numeric">{number(row.people)}</td><td class="numeric">{number(row.mean_households, 1)}</td><td class="numeric">{number(row.most_minutes)}</td>
              <td class="numeric">{number(row.max_over_mean, 2)}</td><td class="numeric">{number(row.gini, 3)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function People({ role, title }: { role: RoleLoad; title: string }): JSX.Element {
  const limit = useSignal(PORTION);
  const failed = useSignal<unknown>(null);
  const { value, error, again } = useAnswer(`${role.role} ${limit.value} ${epoch.value}`, () => getLoads(role.role, limit.peek(), plan.peek()));
  const number = (amount: number, digits = 0): string => formatNumber(amount, lang.value, digits);
  const look = (staff: string): void => {
    failed.value = null;
    lookAt(staff).catch((caught: unknown) => (failed.value = caught));
  };
  const save = async (): Promise<void> => {
    const { items } = await getLoads(role.role, ROWS_MAX, plan.peek());
    saveCsv(`load-${role.role}`, ["role", "staff", "households", "minutes"], items.map((row) => [row.role, row.staff, row.households, row.minutes]));
  };
  const most = value?.items[0]?.households ?? 0;
  return (
    <>
      <div class="duty-head">
        <h4>{t("load_of", { role: title })}</h4>
        <button type="button" class="button" onClick={() => void save().catch((caught: unknown) => (failed.value = caught))}>{say("download_csv")}</button>
      </div>
      {(error ?? failed.value) !== null && <ProblemNote error={error ?? failed.value} onRetry={again} />}
      {!value && error === null && <div class="skeleton" role="status" aria-label={say("loading")} />}
      {value && (
        <div class="table-scroll tall" role="region" tabIndex={0} aria-label={t("load_of", { role: title })}>
          <table class="load-list">
            <thead><tr><th scope="col">{t("staff")}</th><th scope="col">{say("households")}</th><th scope="col" class="numeric">{t("minutes")}</th><th scope="col" class="numeric">{t("of_mean")}</th></tr></thead>
            <tbody>
              {value.items.map((row) => (
                <tr key={row.staff} class={absent.value?.staff === row.staff ? "picked" : ""}>
                  <th scope="row"><button type="button" class="row-button" aria-pressed={absent.value?.staff === row.staff} onClick={() => look(row.staff)}>{row.staff}</button></th>
                  <td><meter class="bar" min={0} max={Math.max(1, most)} value={row.households} aria-hidden="true" /><span class="cell-text">{number(row.households, 1)}</span></td>
                  <td class="numeric">{number(row.minutes)}</td>
                  <td class="numeric">{role.mean_households > 0 ? `${number(row.households / role.mean_households, 2)}×` : "–"}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {value.items.length < (value.total ?? 0) && limit.value < ROWS_MAX && (
            <div class="show-more">
              <button type="button" class="button" onClick={() => (limit.value = Math.min(ROWS_MAX, limit.value * 4))}>{say("show_more")}</button>
              {say("rows_shown", { n: number(value.items.length), total: number(value.total ?? 0) })}
            </div>
          )}
        </div>
      )}
      {absent.value && <AbsentGrids one={absent.value} />}
    </>
  );
}
