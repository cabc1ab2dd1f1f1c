import { useEffect } from "preact/hooks";
import type { JSX } from "preact";
import { copyText } from "../clipboard.ts";
import { pick } from "../i18n.ts";
import type { ScreenName } from "../link.ts";
import { openScreen } from "../screen.ts";
import { dataset, showToast } from "../state.ts";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { hasScreen } from "../ui/Screens.tsx";
import { withWho } from "../who.ts";
import { beginPractice, done, lookAtPractice, practice, practiceError, STEPS, undoLast, type Step } from "./practice.ts";
import { t } from "./texts.ts";
import "./welcome.css";

/** Where each step is made; beginning and undoing are made here. */
const WHERE: Record<Exclude<Step, "undo">, ScreenName> = { begin: "welcome", edit: "edit", rebalance: "rebalance", review: "review", publish: "review" };

/** The first five minutes: a practice plan from its beginning to its publication. */
export default function WelcomeScreen(): JSX.Element {
  const revision = dataset.value?.revision;
  useEffect(() => void lookAtPractice(), [revision]);
  const { grids = 0 } = dataset.value?.totals ?? {};
  return (
    <div class="screen-page welcome">
      <header>
        <h2>{t("heading")}</h2>
        <p>{t("intro")}</p>
      </header>
      {practiceError.value !== null && <ProblemNote error={practiceError.value} onRetry={() => void lookAtPractice()} />}
      {grids === 0 ? <Samples /> : <Practice />}
    </div>
  );
}

/** What to do with an empty store. */
function Samples(): JSX.Element {
  const samples = [["xihu", t("sample_xihu")], ["soho", t("sample_soho")]] as const;
  return (
    <section class="panel sheet">
      <p class="sheet-head">{t("sample_empty")}</p>
      <ul class="samples">
        {samples.map(([city, name]) => (
          <li key={city}>
            <strong>{name}</strong>
            <code>hexward demo --city {city}</code>
            <button type="button" class="button" onClick={() => void copyText(`hexward demo --city ${city}`, t("copied"))}>{t("command")}</button>
          </li>
        ))}
        <li>
          <strong>{t("own_files")}</strong>
          <span class="hint">{t("own_help")}</span>
          <button type="button" class="button primary" onClick={() => openScreen("import")}>{t("own_files")}</button>
        </li>
      </ul>
    </section>
  );
}

function Practice(): JSX.Element {
  const plan = practice.value;
  const reached = done.value;
  const next = STEPS.find((step) => !reached.has(step));
  const begin = (): void => withWho(({ name }) => void beginPractice(t("practice"), name));
  return (
    <>
      <p class="practice-state" role="status">
        <span>{t("sample")}: <strong>{pick(dataset.value?.name)}</strong></span>
        {plan && <span>{t("begun", { name: plan.id })}</span>}
        {plan && <progress value={reached.size} max={STEPS.length} aria-label={t("progress", { n: reached.size, all: STEPS.length })} />}
        {plan && <span>{t("progress", { n: reached.size, all: STEPS.length })}</span>}
      </p>
      <ol class="practice">
        {STEPS.map((step) => (
          <li key={step} class={reached.has(step) && plan ? "done" : step === next || (!plan && step === "begin") ? "next" : undefined}
            aria-current={step === next ? "step" : undefined}>
            <div>
              <h3>{t(`step_${step}`)}</h3>
              <p>{t(`about_${step}`)}</p>
            </div>
            <StepButton step={step} begin={begin} />
          </li>
        ))}
      </ol>
      {plan && next === undefined && (
        <p class="practice-state"><strong>{t("over")}</strong> <button type="button" class="button" onClick={begin}>{t("again")}</button></p>
      )}
    </>
  );
}

/** The way to where a step is made. */
function StepButton({ step, begin }: { step: Step; begin: () => void }): JSX.Element | null {
  const plan = practice.value;
  if (step === "begin") {
    return plan ? <span class="tag">{t("done")}</span> : <button type="button" class="button primary" onClick={begin}>{t("begin")}</button>;
  }
  if (!plan) return null;
  if (done.value.has(step)) return <span class="tag">{t("done")}</span>;
  if (step === "undo") {
    const undo = (): void =>
      withWho(({ name }) => void undoLast(name).then((isDone) => isDone && showToast(t("undone"))));
    return <button type="button" class="button" disabled={plan.steps === 0} onClick={undo}>{t("undo_now")}</button>;
  }
  const where = WHERE[step];
  if (!hasScreen(where)) return null;
  return <button type="button" class="button" onClick={() => openScreen(where, { plan: plan.id })}>{t(`go_${step}`)}</button>;
}
