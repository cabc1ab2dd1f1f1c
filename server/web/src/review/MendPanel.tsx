import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { applyFile, checkFile, eventsPath, getJob, sendFile, type Job } from "../importing/requests.ts";
import { formatArea, formatNumber } from "../format.ts";
import { lang } from "../i18n.ts";
import type { Tier } from "../link.ts";
import type { Plan } from "../plans/requests.ts";
import { ApiError, listen } from "../requests.ts";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { withWho } from "../who.ts";
import { look } from "./review.ts";
import { t } from "./texts.ts";

/** How far grids are mended by one click: vertices within a decimetre become one, slivers and small gaps go to a neighbour. */
const REPAIR = { snap_m: 0.1, sliver_m: 5, gap_m2: 100 };

/** Waits until nothing is done to a job any more. */
async function settled(id: string): Promise<Job> {
  const working = (job: Job): boolean => ["checking", "applying", "stopping"].includes(job.state);
  const last = await new Promise<Job | null>((resolve) => {
    const stop = listen<Job>(eventsPath(id), "job", (job) => working(job) || (stop(), resolve(job)), () => (stop(), resolve(null)));
  });
  return last ?? getJob(id);
}

/** Mends a tier of a draft: first it is shown what that would do, then it becomes a step of the draft. */
export function MendPanel({ plan, tier }: { plan: Plan; tier: Tier }): JSX.Element {
  const job = useSignal<Job | null>(null);
  const busy = useSignal(false);
  const error = useSignal<unknown>(null);
  const attempt = (run: () => Promise<void>): void => {
    busy.value = true;
    error.value = null;
    run().catch((caught: unknown) => (error.value = caught)).finally(() => (busy.value = false));
  };
  const preview = (): void =>
    attempt(async () => {
      const path = `/v1/plans/${encodeURIComponent(plan.id)}/grids.geojson?tier=${tier}`;
      const answer = await fetch(path).catch(() => null);
      if (!answer?.ok) throw new ApiError(answer?.status ?? 0, path);
      const file = new File([await answer.blob()], `${plan.id}-${tier}.geojson`);
      const sent = await sendFile(file, "grids", () => undefined).done;
      await checkFile(sent.id, { crs: "CRS84", tier, plan: plan.id, repair: REPAIR, with_faults: true });
      job.value = await settled(sent.id);
    });
  const apply = (): void =>
    withWho(({ name }) =>
      attempt(async () => {
        await applyFile(job.peek()!.id, name, t("mend_reason"));
        const done = await settled(job.peek()!.id);
        job.value = done;
        if (done.state === "applied") await look(plan.id);
      }),
    );
  const repairs = job.value?.report?.repairs;
  return (
    <div class="mend">
      {error.value !== null && <ProblemNote error={error.value} />}
      {job.value?.problem && <p class="problem" role="alert" lang="en">{job.value.problem.detail}</p>}
      {repairs && (
        <p role="status">{t("mend_preview", { n: formatNumber(repairs.count, lang.value), area: formatArea(repairs.moved_m2, lang.value) })}</p>
      )}
      <div class="form-end">
        {!job.value && <button type="button" class="button" disabled={busy.value} onClick={preview}>{t("mend")}</button>}
        {job.value?.state === "checked" && <button type="button" class="button primary" disabled={busy.value} onClick={apply}>{t("mend_apply")}</button>}
      </div>
    </div>
  );
}
