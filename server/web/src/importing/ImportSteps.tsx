import { useEffect } from "preact/hooks";
import type { JSX } from "preact";
import { ApiError } from "../requests.ts";
import { about } from "../screen.ts";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { FileStep } from "./FileStep.tsx";
import { MeaningStep } from "./MeaningStep.tsx";
import { ReportStep } from "./ReportStep.tsx";
import { t } from "./texts.ts";
import { isWorking, type Wizard } from "./wizard.ts";
import { WorkStep } from "./WorkStep.tsx";
import "./importing.css";

const STEPS = ["file", "meaning", "check", "apply"] as const;
type Step = (typeof STEPS)[number];

/** The step at which a wizard is. */
function stepOf({ job, revising }: Wizard): Step {
  const current = job.value;
  if (!current) return "file";
  if (current.state === "applied" || current.state === "applying") return "apply";
  if (revising.value) return "meaning";
  if (isWorking(current) || current.report) return "check";
  return "meaning";
}

/** What a file goes through: sent, understood, checked, applied. */
export function ImportSteps({ wizard, fixed = false }: { wizard: Wizard; fixed?: boolean }): JSX.Element {
  const linked = about.value.job;
  useEffect(() => {
    if (linked && wizard.job.peek()?.id !== linked) void wizard.resume(linked);
  }, [linked]);
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => {
      if (wizard.sent.peek() !== null) event.preventDefault();
    };
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, []);
  const step = stepOf(wizard);
  const job = wizard.job.value;
  return (
    <>
      <ol class="steps" aria-label={t("steps")}>
        {STEPS.map((name) => (
          <li key={name} aria-current={name === step ? "step" : undefined} class={STEPS.indexOf(name) < STEPS.indexOf(step) ? "done" : undefined}>
            {t(`step_${name}`)}
          </li>
        ))}
      </ol>
      {wizard.error.value !== null && <Failure wizard={wizard} />}
      {step === "file" && <FileStep wizard={wizard} fixed={fixed} />}
      {step === "meaning" && <MeaningStep wizard={wizard} />}
      {step !== "file" && step !== "meaning" && job && (isWorking(job) ? <WorkStep wizard={wizard} job={job} /> : <ReportStep wizard={wizard} job={job} />)}
    </>
  );
}

/** What went wrong, and the way on: nothing that was typed is lost. */
function Failure({ wizard }: { wizard: Wizard }): JSX.Element {
  const canSend = wizard.file.value !== null && wizard.job.value === null;
  const error = wizard.error.value;
  if (error instanceof ApiError && error.status === 404) {
    return (
      <div class="problem" role="alert">
        <div><strong>{t(wizard.maybeWritten.value ? "forgotten_applying" : "forgotten")}</strong><p>{t(canSend ? "forgotten_again" : "forgotten_drop")}</p></div>
        {canSend && <button type="button" class="button" onClick={wizard.again}>{t("send_again")}</button>}
      </div>
    );
  }
  return <ProblemNote error={wizard.error.value} onRetry={canSend ? wizard.again : undefined} />;
}
