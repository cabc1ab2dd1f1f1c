import type { JSX } from "preact";
import { formatDistance, formatNumber } from "../format.ts";
import { lang, t as say } from "../i18n.ts";
import { tagOf } from "../i18n/text.ts";
import type { GatePlan, Roster } from "./requests.ts";
import { shiftsByGate } from "./shares.ts";
import { pointed, saveCsv } from "./store.ts";
import { t } from "./texts.ts";

/** Every crossing of the border: gate or block, its ways, whom it serves. */
export function CrossingTable({ answer }: { answer: GatePlan }): JSX.Element {
  const number = (value: number): string => formatNumber(value, lang.value);
  const waysOf = (ways: GatePlan["items"][number]["ways"]): string => ways.map((way) => way.name || way.class).join(lang.value === "zh" ? "、" : ", ") || "–";
  const save = (): void =>
    saveCsv(`gates-${answer.area}`, ["number", "state", "lon", "lat", "ways", "drivable", "addresses", "households", "farthest_m"],
      answer.items.map((row) => [row.number, row.state, row.lon, row.lat, waysOf(row.ways), String(row.drivable), row.addresses, row.households, row.farthest_m]));
  return (
    <>
      <div class="duty-head"><h4>{t("crossing_list")}</h4><button type="button" class="button" onClick={save}>{say("download_csv")}</button></div>
      <div class="table-scroll short" role="region" tabIndex={0} aria-label={t("crossing_list")}>
        <table class="crossing-list">
          <thead>
            <tr><th scope="col">{t("number")}</th><th scope="col">{t("gate_or_block")}</th><th scope="col">{t("ways")}</th><th scope="col">{t("vehicles")}</th><th scope="col" class="numeric">{say("addresses")}</th><th scope="col" class="numeric">{say("households")}</th><th scope="col" class="numeric">{t("farthest")}</th></tr>
          </thead>
          <tbody>
            {answer.items.map((row) => (
              <tr key={row.number} class={pointed.value === row.number ? "picked" : ""}>
                <th scope="row"><button type="button" class="row-button" aria-pressed={pointed.value === row.number} onClick={() => (pointed.value = pointed.peek() === row.number ? null : row.number)}>{row.number}</button></th>
                <td class={row.state === "gate" ? "is-gate" : "is-block"}>{t(row.state)}</td>
                <td>{waysOf(row.ways)}</td><td>{t(row.drivable ? "yes" : "no")}</td>
                <td class="numeric">{row.state === "gate" ? number(row.addresses) : "–"}</td><td class="numeric">{row.state === "gate" ? number(row.households) : "–"}</td>
                <td class="numeric">{row.state === "gate" ? formatDistance(row.farthest_m, lang.value) : "–"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** The name of a day of the week, from 1 for Monday. */
const dayName = (day: number): string =>
  new Intl.DateTimeFormat(tagOf(lang.value), { weekday: "short", timeZone: "UTC" }).format(new Date(Date.UTC(2026, 0, 4 + day)));

/** Who stands at which gate in the first week, by number; the next weeks go on in turn. */
export function RosterTable({ roster, area }: { roster: Roster; area: string }): JSX.Element {
  const save = (): void =>
    saveCsv(`roster-${area}`, ["gate", "day", "from_hour", "to_hour", "people"], roster.shifts.map((row) => [row.number, row.day, row.from_hour, row.to_hour, row.people.join(" ")]));
  return (
    <>
      <div class="duty-head"><h4>{t("roster")}</h4><button type="button" class="button" onClick={save}>{say("download_csv")}</button></div>
      <p class="hint">{t("roster_help", { people: roster.people, hours: roster.shift_hours, week: roster.week_hours, staff: roster.staff })}</p>
      <div class="table-scroll short" role="region" tabIndex={0} aria-label={t("roster")}>
        <table class="roster">
          <thead><tr><th scope="col">{t("gate")}</th>{[1, 2, 3, 4, 5, 6, 7].map((day) => <th key={day} scope="col">{dayName(day)}</th>)}</tr></thead>
          <tbody>
            {shiftsByGate(roster.shifts).map(({ number, days }) => (
              <tr key={number}>
                <th scope="row">{number}</th>
                {days.map((shifts, day) => (
                  <td key={day}>{shifts.map((shift) => <span key={shift.from_hour} class="shift">{`${shift.from_hour}–${shift.to_hour}`} <strong>{shift.people.join(", ")}</strong></span>)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
