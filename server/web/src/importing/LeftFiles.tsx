import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { JSX } from "preact";
import { suspectOffline } from "../connection.ts";
import { replaceAbout } from "../screen.ts";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { listJobs, removeJob, type Job } from "./requests.ts";
import { t } from "./texts.ts";
import { isWorking, type Wizard } from "./wizard.ts";

/** Files that were sent and are still on the server: each can be gone on with, or put away to make room. */
export function LeftFiles({ wizard, fixed }: { wizard: Wizard; fixed: boolean }): JSX.Element | null {
  const jobs = useSignal<readonly Job[]>([]);
  const error = useSignal<unknown>(null);
  const read = async (): Promise<void> => {
    try {
      jobs.value = (await listJobs()).filter(({ kind }) => !fixed || kind === wizard.kind.peek());
    } catch {
      void suspectOffline();
    }
  };
  const end = async (job: Job): Promise<void> => {
    error.value = null;
    try {
      await removeJob(job.id);
      // what was being done is broken off first, then the file can be forgotten
      if (isWorking(job)) await removeJob(job.id);
    } catch (caught) {
      error.value = caught;
    }
    await read();
  };
  useEffect(() => void read(), [wizard.error.value]);
  if (jobs.value.length === 0) return null;
  return (
    <section class="panel sheet left-files" aria-labelledby="left-files-title">
      <div class="sheet-head">
        <h3 id="left-files-title">{t("left_files")}</h3>
        <p>{t("left_note")}</p>
      </div>
      {error.value !== null && <ProblemNote error={error.value} />}
      <ul>
        {jobs.value.map((job) => (
          <li key={job.id}>
            <span class="left-name">{job.file}</span>
            <span class="hint">{t(`kind_${job.kind}`)} · {t(`state_${job.state}`)}</span>
            <button type="button" class="button" aria-label={t("go_on_with", { file: job.file })} onClick={() => replaceAbout(wizard.screen, { job: job.id })}>{t("go_on")}</button>
            <button type="button" class="button" aria-label={t("put_away_file", { file: job.file })} onClick={() => void end(job)}>{t("put_away")}</button>
          </li>
        ))}
      </ul>
    </section>
  );
}
