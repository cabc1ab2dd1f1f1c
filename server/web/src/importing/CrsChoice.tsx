import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { formatNumber } from "../format.ts";
import { lang } from "../i18n.ts";
import { provenCrs } from "./fields.ts";
import { ProofMap } from "./ProofMap.tsx";
import type { Survey } from "./requests.ts";
import { t } from "./texts.ts";
import type { Wizard } from "./wizard.ts";

/** How many systems are offered before the rest is asked for. */
const FIRST = 4;

/** What a system is called beside its code. */
function nameOf(crs: string): string {
  const [base = "", ...rest] = crs.split(",");
  const zone = /^EPSG:(4(4[89]|5[0-5])\d|45\d\d)$/.test(base) && base !== "EPSG:4490";
  const name =
    base === "EPSG:4490" ? t("crs_cgcs2000") : base === "GCJ-02" ? t("crs_gcj02") : base === "BD-09" ? t("crs_bd09")
      : base === "EPSG:3857" ? t("crs_mercator") : zone ? t("crs_zone") : base;
  return rest.includes("swapped") ? t("crs_swapped", { name }) : name;
}

/** Which system the coordinates are in, with what speaks for each: points that fit, and where they would lie. */
export function CrsChoice({ wizard, survey }: { wizard: Wizard; survey: Survey }): JSX.Element {
  const all = useSignal(false);
  const other = useSignal("");
  const chosen = wizard.order.value.crs ?? "";
  const proven = provenCrs(survey);
  const choose = (crs: string): void => {
    wizard.order.value = { ...wizard.order.value, crs };
  };
  const explaining = survey.scores.filter(({ inside }) => inside > 0);
  const shown = all.value ? survey.scores : (explaining.length > 0 ? explaining : survey.scores).slice(0, FIRST);
  const number = (value: number): string => formatNumber(value, lang.value);
  return (
    <section class="panel sheet" aria-labelledby="crs-title">
      <div class="sheet-head">
        <h3 id="crs-title">{t("crs")}</h3>
        <p class="hint">{proven ? t("crs_proven", { crs: proven }) : t("crs_open")}</p>
      </div>
      <div class="crs">
        <div class="crs-list" role="radiogroup" aria-labelledby="crs-title">
          {shown.map(({ crs, inside, total }) => (
            <label key={crs} class="crs-row">
              <input type="radio" name="crs" checked={chosen === crs} onChange={() => choose(crs)} />
              <span class="crs-name"><strong>{nameOf(crs)}</strong> <code>{crs}</code></span>
              <meter class="bar" min={0} max={Math.max(1, total)} value={inside} aria-hidden="true" />
              <span class="crs-score">{t("crs_score", { inside: number(inside), total: number(total) })}</span>
            </label>
          ))}
          {survey.scores.length > shown.length && (
            <button type="button" class="button quiet" onClick={() => (all.value = true)}>{t("crs_all", { n: survey.scores.length })}</button>
          )}
          <label class="field">
            <span>{t("crs_other")}</span>
            <input type="text" value={shown.some(({ crs }) => crs === chosen) ? other.value : chosen} placeholder="EPSG:4549" autoComplete="off"
              onInput={(event) => { other.value = event.currentTarget.value; choose(event.currentTarget.value.trim()); }} />
            {survey.written_crs && <small>{t("crs_written", { crs: survey.written_crs })}</small>}
          </label>
          <label class="check-line">
            <input type="checkbox" checked={wizard.order.value.trust_crs ?? false}
              onChange={(event) => (wizard.order.value = { ...wizard.order.value, trust_crs: event.currentTarget.checked })} />
            <span>{t("crs_trust")}</span>
          </label>
        </div>
        {survey.spots && survey.spots.length > 0 && <ProofMap spots={survey.spots} chosen={chosen} />}
      </div>
    </section>
  );
}
