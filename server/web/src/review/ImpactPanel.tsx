import type { JSX } from "preact";
import { formatNumber } from "../format.ts";
import { lang } from "../i18n.ts";
import type { Plan } from "../plans/requests.ts";
import { openScreen } from "../screen.ts";
import { comparePath } from "./requests.ts";
import { impact } from "./review.ts";
import { t } from "./texts.ts";

const FIGURES = ["households", "residents", "addresses", "buildings", "checkpoints"] as const;
/** Places that are listed; all are in the files. */
const SHOWN = 50;

/** What the plan changes for people, and the reports about it. */
export function ImpactPanel({ plan }: { plan: Plan }): JSX.Element | null {
  const found = impact.value;
  if (!found) return null;
  const number = (value: number): string => formatNumber(value, lang.value);
  const places = found.places ?? [];
  return (
    <section class="panel sheet" aria-labelledby="impact-title">
      <div class="sheet-head">
        <h3 id="impact-title">{t("impact")}</h3>
        <p class="hint">{t("impact_grids", { n: number(found.changed), all: number(found.changed + found.unchanged) })}</p>
      </div>
      <dl class="figures-row">
        {FIGURES.map((name) => <div key={name}><dt>{t(`moved_${name}`)}</dt><dd>{number(found.moved[name])}</dd></div>)}
      </dl>
      <p class={found.reconciles ? "hint sheet-foot" : "problem"} role={found.reconciles ? undefined : "alert"}>{t(found.reconciles ? "reconciles" : "reconciles_not")}</p>
      {places.length > 0 && (
        <details class="places">
          <summary>{t("places", { n: number(places.length) })}</summary>
          <div class="table-scroll short" tabIndex={0} role="region" aria-label={t("places", { n: number(places.length) })}>
            <table>
              <thead><tr><th scope="col">{t("place")}</th><th scope="col">{t("from_to")}</th><th scope="col" class="numeric">{t("moved_households")}</th></tr></thead>
              <tbody>
                {places.slice(0, SHOWN).map((place, index) => (
                  <tr key={index}><td>{place.label}</td><td>{place.from_name ?? "–"} → {place.to_name ?? "–"}</td><td class="numeric">{number(place.households)}</td></tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      )}
      <div class="form-end sheet-foot">
        <button type="button" class="button quiet" onClick={() => openScreen("compare", { plan: plan.id })}>{t("compare")}</button>
        <a class="button" href={comparePath("official", plan.id, "impact", "geojson")} download>{t("report_map")}</a>
        <a class="button" href={comparePath("official", plan.id, "impact", "csv")} download>{t("report_csv")}</a>
        <a class="button" href={`${comparePath("official", plan.id, "impact", "xlsx")}&lang=${lang.value}`} download>{t("report_xlsx")}</a>
      </div>
    </section>
  );
}
