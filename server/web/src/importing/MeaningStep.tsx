import type { JSX } from "preact";
import { formatNumber } from "../format.ts";
import { lang, t as say } from "../i18n.ts";
import { ChoiceOfColumns } from "./ChoiceOfColumns.tsx";
import { CrsChoice } from "./CrsChoice.tsx";
import { ENCODINGS, hasPlaces, isPlanned, missingFields } from "./fields.ts";
import type { Found, Job, Survey } from "./requests.ts";
import { TemplateBar } from "./TemplateBar.tsx";
import { t } from "./texts.ts";
import type { Wizard } from "./wizard.ts";

/** Says what a file means: layer, encoding, coordinates, columns. */
export function MeaningStep({ wizard }: { wizard: Wizard }): JSX.Element {
  const job = wizard.job.value!;
  const found = wizard.found.value;
  const survey = found?.survey ?? null;
  const missing = survey ? missingFields(survey, wizard.columns.value, job.kind) : [];
  const personal = survey?.columns.filter((column) => column.personal) ?? [];
  const needsCrs = hasPlaces(job.kind) && !wizard.order.value.crs;
  const canCheck = survey !== null && missing.length === 0 && !needsCrs && !wizard.busy.value;
  return (
    <div class="meaning">
      <FileHead wizard={wizard} job={job} survey={survey} />
      <Refused job={job} />
      <Reading wizard={wizard} found={found} />
      {!found && wizard.busy.value && <div class="skeleton" role="status" aria-label={t("looking")} />}
      {survey && (
        <>
          {personal.length > 0 && (
            <p class="problem" role="alert">{t("personal", { names: personal.map(({ name }) => name).join(say("list_mark")) })}</p>
          )}
          <ChoiceOfColumns wizard={wizard} survey={survey} missing={missing} />
          {hasPlaces(job.kind) && <CrsChoice wizard={wizard} survey={survey} />}
          <Options wizard={wizard} job={job} />
        </>
      )}
      <div class="form-end">
        {missing.length > 0 && <span class="hint">{t("missing", { names: missing.map((name) => t(`field_${name}`)).join(say("list_mark")) })}</span>}
        {missing.length === 0 && survey && needsCrs && <span class="hint">{t("needs_crs")}</span>}
        <button type="button" class="button" onClick={wizard.leave}>{t("other_file")}</button>
        <button type="button" class="button primary" disabled={!canCheck} onClick={() => void wizard.check()}>{t("check")}</button>
      </div>
    </div>
  );
}

function FileHead({ wizard, job, survey }: { wizard: Wizard; job: Job; survey: Survey | null }): JSX.Element {
  const size = formatNumber(job.bytes / 1e6, lang.value, job.bytes < 1e6 ? 2 : 1);
  return (
    <div class="file-head">
      <h3>{job.file}</h3>
      <span class="tag">{t(`kind_${job.kind}`)}</span>
      <span class="hint">{t("file_size", { size })}</span>
      {survey && <span class="hint">{t("file_rows", { n: formatNumber(survey.rows, lang.value) })}</span>}
      <TemplateBar wizard={wizard} kind={job.kind} />
    </div>
  );
}

/** Why the last check refused the file as a whole. */
const Refused = ({ job }: { job: Job }): JSX.Element | null =>
  job.problem ? (
    <div class="problem" role="alert">
      <div>
        <strong>{t("refused")}</strong>
        <p lang="en">{job.problem.detail}</p>
      </div>
    </div>
  ) : null;

/** Layer and encoding: a file that cannot be read yet may be readable under another one. */
function Reading({ wizard, found }: { wizard: Wizard; found: Found | null }): JSX.Element {
  const { layer = "", encoding = "" } = wizard.order.value;
  const layers = found?.layers ?? [];
  return (
    <div class="fields-row">
      {layers.length > 1 && (
        <label class="field">
          <span>{t("layer")}</span>
          <select value={layer} onChange={(event) => void wizard.look(event.currentTarget.value, encoding)}>
            <option value="" disabled>{t("layer_choose")}</option>
            {layers.map(({ name, features }) => (
              <option key={name} value={name}>{features === null ? name : t("layer_rows", { name, n: formatNumber(features, lang.value) })}</option>
            ))}
          </select>
        </label>
      )}
      <label class="field">
        <span>{t("encoding")}</span>
        <select value={encoding || (found?.survey?.encoding ?? "")} onChange={(event) => void wizard.look(layer, event.currentTarget.value)}>
          {!encoding && !found?.survey && <option value="">{t("encoding_unknown")}</option>}
          {ENCODINGS.map((name) => <option key={name} value={name}>{t(`encoding_${name}`)}</option>)}
        </select>
        <small>{t("encoding_help")}</small>
      </label>
    </div>
  );
}

const TIERS = ["street", "community", "grid", "micro"] as const;

/** What else can be said of a kind of file. */
function Options({ wizard, job }: { wizard: Wizard; job: Job }): JSX.Element | null {
  const order = wizard.order.value;
  const set = (more: Partial<typeof order>): void => {
    wizard.order.value = { ...order, ...more };
  };
  const without = (name: keyof typeof order): void => {
    const { [name]: _dropped, ...kept } = order;
    wizard.order.value = kept;
  };
  return (
    <div class="fields-row">
      {job.kind === "grids" && (
        <label class="field">
          <span>{t("tier")}</span>
          <select value={order.tier ?? ""} onChange={({ currentTarget: { value } }) => (value ? set({ tier: value }) : without("tier"))}>
            <option value="">{t("tier_stated")}</option>
            {TIERS.map((tier) => <option key={tier} value={tier}>{say(`tier_${tier}`)}</option>)}
          </select>
        </label>
      )}
      {job.kind === "addresses" && (
        <label class="field">
          <span>{t("winner")}</span>
          <select value={order.winner ?? ""} onChange={({ currentTarget: { value } }) => (value ? set({ winner: value as "point" | "code" }) : without("winner"))}>
            <option value="">{t("winner_default")}</option>
            <option value="point">{t("winner_point")}</option>
            <option value="code">{t("winner_code")}</option>
          </select>
        </label>
      )}
      {isPlanned(job.kind) && (
        <label class="field">
          <span>{t("into")}</span>
          <input type="text" value={order.plan ?? ""} placeholder={t("into_official")} autoComplete="off"
            onInput={({ currentTarget: { value } }) => (value.trim() ? set({ plan: value.trim() }) : without("plan"))} />
          <small>{t("into_help")}</small>
        </label>
      )}
      {hasPlaces(job.kind) && (
        <label class="check-line">
          <input type="checkbox" checked={order.anywhere ?? false} onChange={(event) => set({ anywhere: event.currentTarget.checked })} />
          <span>{t("anywhere")}</span>
        </label>
      )}
      {job.kind === "grids" && (
        <label class="check-line">
          <input type="checkbox" checked={order.with_faults ?? false} onChange={(event) => set({ with_faults: event.currentTarget.checked })} />
          <span>{t("with_faults")}</span>
        </label>
      )}
    </div>
  );
}
