import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { JSX } from "preact";
import { connect } from "../connection.ts";
import { formatNumber } from "../format.ts";
import { lang } from "../i18n.ts";
import { NewPlanDialog } from "../plans/NewPlanDialog.tsx";
import { isEditable, plans, refreshPlans } from "../plans/store.ts";
import { newKey } from "../requests.ts";
import { openScreen } from "../screen.ts";
import { showToast } from "../state.ts";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { withWho } from "../who.ts";
import { CrossingForm } from "./CrossingForm.tsx";
import { HoneycombForm } from "./HoneycombForm.tsx";
import { layInDraft } from "./requests.ts";
import { colouring, plan, showPart, showPlan, type Colouring } from "./store.ts";
import { t } from "./texts.ts";

/** An edit as a form gives it: tried, or made. */
export type Lay = (edit: object, dryRun: boolean) => void;

/** Lays crossing layers in a draft: honeycombs, and the borders and junctions of grids. */
export function LayPanel(): JSX.Element {
  const making = useSignal(false);
  const open = (plans.value ?? []).filter((one) => isEditable(one) && one.fits !== false);
  const draft = open.find(({ id }) => id === plan.value);
  return (
    <section class="duty-part" aria-labelledby="lay-title">
      <h3 id="lay-title">{t("lay")}</h3>
      <p class="hint">{t("lay_help")}</p>
      <div class="fields-row">
        <label class="field">
          <span>{t("draft")}</span>
          <select value={draft?.id ?? ""} onChange={(event) => showPlan(event.currentTarget.value || undefined)}>
            <option value="">{t("choose_draft")}</option>
            {open.map(({ id, name }) => <option key={id} value={id}>{name || id}</option>)}
          </select>
        </label>
        <button type="button" class="button" onClick={() => (making.value = true)}>{t("new_draft")}</button>
        {draft && <button type="button" class="button" onClick={() => openScreen("review", { plan: draft.id })}>{t("to_review")}</button>}
      </div>
      {making.value && <NewPlanDialog onClose={() => (making.value = false)} onBegun={(begun) => showPlan(begun.id)} />}
      <LayForm name="honeycomb" draft={draft?.id} />
      <LayForm name="kcover" draft={draft?.id} />
    </section>
  );
}

/** A form with what it came to. */
function LayForm({ name, draft }: { name: Extract<Colouring, "honeycomb" | "kcover">; draft: string | undefined }): JSX.Element {
  const busy = useSignal(false);
  const error = useSignal<unknown>(null);
  const done = useSignal<{ changed: number; dryRun: boolean } | null>(null);
  const sent = useRef({ text: "", key: "" });
  useEffect(() => {
    done.value = null;
    error.value = null;
  }, [draft]);
  const run = async (edit: object, dryRun: boolean, author: string): Promise<void> => {
    if (!draft) return;
    [busy.value, error.value, done.value] = [true, null, null];
    try {
      // what is sent again after a cut line is the same request, anything else is another one
      const text = JSON.stringify([draft, author, edit]);
      if (sent.current.text !== text) sent.current = { text, key: newKey() };
      const { changed } = await layInDraft(draft, author, edit, dryRun ? null : sent.current.key);
      if (!dryRun) {
        sent.current = { text: "", key: "" };
        await Promise.all([connect(), refreshPlans()]);
        colouring.value = name;
        showToast(t("laid"));
      }
      done.value = { changed, dryRun };
    } catch (caught) {
      error.value = caught;
    }
    busy.value = false;
  };
  const lay: Lay = (edit, dryRun) => withWho(({ name: author }) => void run(edit, dryRun, author));
  const Form = name === "honeycomb" ? HoneycombForm : CrossingForm;
  return (
    <fieldset class="lay-form" aria-busy={busy.value}>
      <legend>{t(`lay_${name}`)}</legend>
      <Form lay={lay} disabled={busy.value || !draft} />
      {!draft && <p class="hint">{t("no_draft")}</p>}
      {busy.value && <p class="hint" role="status">{t("laying")}</p>}
      {error.value !== null && <ProblemNote error={error.value} />}
      {done.value && <p class="duty-lead" role="status">{t(doneText(done.value), sums(draft))}</p>}
      {done.value && !done.value.dryRun && name === "kcover" && <button type="button" class="button" onClick={() => showPart("cover")}>{t("to_cover")}</button>}
    </fieldset>
  );
}

/** How many rows all steps of a draft change together. */
function sums(draft: string | undefined): { layers: string; cells: string; duties: string } {
  const changed = plans.value?.find(({ id }) => id === draft)?.changed ?? {};
  const number = (name: string): string => formatNumber(changed[name] ?? 0, lang.value);
  return { layers: number("crossing_layers"), cells: number("cells"), duties: number("duties") };
}

const doneText = ({ changed, dryRun }: { changed: number; dryRun: boolean }): "nothing_to_lay" | "would_lay" | "has_laid" =>
  changed === 0 ? "nothing_to_lay" : dryRun ? "would_lay" : "has_laid";
