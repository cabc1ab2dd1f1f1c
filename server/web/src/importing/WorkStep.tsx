import type { JSX } from "preact";
import { formatNumber } from "../format.ts";
import { lang, t as say } from "../i18n.ts";
import type { Job } from "./requests.ts";
import { t } from "./texts.ts";
import type { Wizard } from "./wizard.ts";

/** A file that is being worked at: how far, how fast, how long, and the way to break it off. */
export function WorkStep({ wizard, job }: { wizard: Wizard; job: Job }): JSX.Element {
  const { progress } = job;
  const number = (value: number): string => formatNumber(value, lang.value);
  const title = t(job.state === "applying" ? "applying" : job.state === "stopping" ? "stopping" : "checking", { file: job.file });
  return (
    <section class="panel sheet work">
      <div role="status"><h3>{title}</h3></div>
      <progress {...(progress?.fraction === null || progress === undefined ? {} : { value: progress.fraction })} max={1} aria-label={title} />
      <p class="hint work-figures">
        {progress && <span>{t(`stage_${progress.stage}`)}</span>}
        {progress && <span>{t("rows_done", { n: number(progress.rows) })}</span>}
        {progress?.rows_per_second != null && <span>{t("rate", { n: number(progress.rows_per_second) })}</span>}
        {progress?.remaining_seconds != null && <span>{t("remaining", { n: number(progress.remaining_seconds) })}</span>}
      </p>
      <p class="hint">{t(job.state === "applying" ? "applying_note" : "checking_note")}</p>
      <div class="form-end">
        <button type="button" class="button" disabled={job.state === "stopping" || wizard.busy.value} onClick={() => void wizard.stop()}>{say("cancel")}</button>
      </div>
    </section>
  );
}
