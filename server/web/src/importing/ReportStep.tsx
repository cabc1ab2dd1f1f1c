import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { formatArea, formatNumber } from "../format.ts";
import { lang, t as say } from "../i18n.ts";
import { openScreen } from "../screen.ts";
import { rejectedPath, type Changes, type Finding, type Job, type Report } from "./requests.ts";
import { reasonIn } from "./reasons.ts";
import { t } from "./texts.ts";
import type { Wizard } from "./wizard.ts";

const number = (value: number): string => formatNumber(value, lang.value);

/** What a check found, or what was applied. */
export function ReportStep({ wizard, job }: { wizard: Wizard; job: Job }): JSX.Element {
  const report = job.report;
  const reason = useSignal("");
  const changes = report?.changes;
  const nothing = changes !== undefined && changes.changed === 0;
  return (
    <div class="report">
      <Verdict job={job} nothing={nothing} undone={wizard.undone.value} />
      {job.problem && <p class="problem" role="alert" lang="en">{job.problem.detail}</p>}
      {report && <Facts report={report} />}
      {report && report.rejected > 0 && <Rejected job={job} report={report} />}
      {changes && changes.changed > 0 && <WhatChanges changes={changes} />}
      {job.state === "checked" && !nothing && (
        <label class="field">
          <span>{t("reason")}</span>
          <input type="text" value={reason.value} maxLength={1000} autoComplete="off" onInput={(event) => (reason.value = event.currentTarget.value)} />
        </label>
      )}
      <div class="form-end">
        {job.state !== "applied" && <button type="button" class="button" onClick={() => (wizard.revising.value = true)}>{t("revise")}</button>}
        <button type="button" class="button" onClick={wizard.leave}>{t("other_file")}</button>
        {job.state === "checked" && !nothing && (
          <button type="button" class="button primary" disabled={wizard.busy.value} onClick={() => wizard.apply(reason.value.trim())}>{t("apply")}</button>
        )}
        {job.state === "applied" && !wizard.undone.value && !nothing && !job.order?.plan && (
          <button type="button" class="button danger" disabled={wizard.busy.value} onClick={wizard.undo}>{t("undo")}</button>
        )}
        {job.state === "applied" && (
          <button type="button" class="button primary" onClick={() => (job.order?.plan ? openScreen("plans") : openScreen("map"))}>
            {t(job.order?.plan ? "to_plans" : "to_map")}
          </button>
        )}
      </div>
    </div>
  );
}

function Verdict({ job, nothing, undone }: { job: Job; nothing: boolean; undone: boolean }): JSX.Element {
  const report = job.report;
  const state =
    job.state === "cancelled" ? "cancelled"
      : undone ? "undone"
        : job.state === "applied" ? "applied"
          : job.state === "checked" ? (nothing ? "nothing" : "good")
            : "bad";
  const n = report?.changes?.changed ?? 0;
  return (
    <div class={`import-verdict verdict-${state}`} role="status">
      <h3>{t(`verdict_${state}`, { file: job.file, n: number(n), bad: number(report?.rejected ?? 0), rows: number(report?.rows ?? 0), revision: report?.changes?.revision ?? report?.revision ?? 0 })}</h3>
      <p>{t(`verdict_${state}_note`)}</p>
    </div>
  );
}

/** What was found beside the rows themselves. */
function Facts({ report }: { report: Report }): JSX.Element {
  const names = (list: readonly string[]): string => list.join(say("list_mark"));
  const score = report.check?.scores[0];
  return (
    <ul class="facts">
      <li>{t("fact_rows", { n: number(report.rows) })}</li>
      {score && score.total > 0 && <li>{t("fact_crs", { crs: score.crs, inside: number(score.inside), total: number(score.total) })}</li>}
      {report.check?.overruled && <li>{t("fact_overruled", { crs: report.check.overruled })}</li>}
      {report.personal_columns.length > 0 && <li class="warn">{t("fact_personal", { names: names(report.personal_columns) })}</li>}
      {report.ignored_columns.length > 0 && <li>{t("fact_ignored", { names: names(report.ignored_columns) })}</li>}
      {report.like_names?.map(({ field, values, first }) => (
        <li key={field} class="warn">{t("fact_names", { field, n: number(values), first: number(first) })}</li>
      ))}
      {report.repairs && <li>{t("fact_repairs", { n: number(report.repairs.count), area: formatArea(report.repairs.moved_m2, lang.value) })}</li>}
      {report.changes?.unlocated && report.changes.unlocated.after > 0 && (
        <li class="warn">{t("fact_unlocated", { n: number(report.changes.unlocated.after) })}</li>
      )}
    </ul>
  );
}

/** The bad rows: the first here, all as a file. */
function Rejected({ job, report }: { job: Job; report: Report }): JSX.Element {
  const at = ({ place, number: n }: Finding): string => t(place === "line" ? "at_line" : "at_feature", { n });
  return (
    <section class="panel sheet" aria-labelledby="rejected-title">
      <div class="sheet-head">
        <h3 id="rejected-title">{t("rejected", { n: number(report.rejected) })}</h3>
        <a class="button" href={rejectedPath(job.id)} download="rejected.csv">{t("rejected_file")}</a>
      </div>
      <div class="table-scroll rejected-table" tabIndex={0} role="region" aria-labelledby="rejected-title">
        <table>
          <thead>
            <tr>{(["where", "field", "value", "why"] as const).map((name) => <th key={name} scope="col">{t(name)}</th>)}</tr>
          </thead>
          <tbody>
            {report.first_rejected.map((finding, index) => {
              const reason = reasonIn(lang.value, finding.reason);
              return (
                <tr key={index}>
                  <td>{at(finding)}</td><td>{finding.field}</td><td class="bad-value">{finding.value}</td><td lang={reason.lang}>{reason.text}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {report.rejected > report.first_rejected.length && <p class="hint sheet-foot">{t("rejected_more", { n: number(report.first_rejected.length) })}</p>}
    </section>
  );
}

const MEASURES = ["addresses", "households", "residents"] as const;

/** What is before and after in the grids concerned. */
function WhatChanges({ changes }: { changes: Changes }): JSX.Element {
  const { before, after } = changes;
  const cell = (value: number | undefined): string => (value === undefined ? "–" : number(value));
  return (
    <section class="panel sheet" aria-labelledby="changes-title">
      <div class="sheet-head">
        <h3 id="changes-title">{t("changes", { n: number(changes.changed), grids: number(changes.grids_total) })}</h3>
      </div>
      <div class="table-scroll changes-table" tabIndex={0} role="region" aria-labelledby="changes-title">
        <table>
          <thead>
            <tr><th scope="col">{t("grid")}</th>{MEASURES.map((name) => <th key={name} scope="col" class="numeric">{say(name)}</th>)}</tr>
          </thead>
          <tbody>
            <tr class="sum">
              <th scope="row">{t("all_grids")}</th>
              {MEASURES.map((name) => <td key={name} class="numeric"><Step from={cell(before?.[name])} to={cell(after?.[name])} /></td>)}
            </tr>
            {changes.grids.map((grid) => (
              <tr key={grid.code}>
                <th scope="row">{(grid.after ?? grid.before)?.name} <code class="plan-id">{grid.code}</code></th>
                {MEASURES.map((name) => <td key={name} class="numeric"><Step from={cell(grid.before?.[name])} to={cell(grid.after?.[name])} /></td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const Step = ({ from, to }: { from: string; to: string }): JSX.Element =>
  from === to ? <span>{to}</span> : <span class="changed"><span>{from}</span> → <strong>{to}</strong></span>;
