import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { JSX } from "preact";
import { t as say } from "../i18n.ts";
import { newKey } from "../requests.ts";
import { showToast } from "../state.ts";
import { Modal } from "../ui/Modal.tsx";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { withWho } from "../who.ts";
import { openPlan } from "./open.ts";
import { createPlan, type Plan } from "./requests.ts";
import { freeId, plans, putPlan } from "./store.ts";
import { t } from "./texts.ts";

/** Longest id of a plan that the server takes. */
const ID_CHARS_MAX = 64;

/** What is asked of the dialog: the plan to start from, and where to go with the one that was begun; to its editor when nothing is said. */
interface NewPlanProps {
  from?: Plan | undefined;
  onClose: () => void;
  onBegun?: (plan: Plan) => void;
}

/** Asks what a new plan is called and what it starts from, and begins it. */
export function NewPlanDialog({ from, onClose, onBegun = openPlan }: NewPlanProps): JSX.Element {
  const known = plans.value ?? [];
  const name = useSignal("");
  const id = useSignal(freeId(known, new Date().getFullYear()));
  const origin = useSignal(from?.id ?? "");
  const error = useSignal<unknown>(null);
  const busy = useSignal(false);
  const sent = useRef({ text: "", key: "" });
  const isTaken = known.some((plan) => plan.id === id.value.trim());

  const begin = async (author: string): Promise<void> => {
    busy.value = true;
    error.value = null;
    try {
      const start = origin.value ? { from: origin.value } : {};
      const wanted = { id: id.value.trim(), name: name.value.trim(), author, ...start };
      // what is sent again after a cut line is the same request, anything else is another one
      if (sent.current.text !== JSON.stringify(wanted)) sent.current = { text: JSON.stringify(wanted), key: newKey() };
      const plan = await createPlan(wanted, sent.current.key);
      putPlan(plan);
      onClose();
      showToast(t("begun", { name: plan.name || plan.id }));
      onBegun(plan);
    } catch (caught) {
      error.value = caught;
      busy.value = false;
    }
  };
  const take = (event: Event): void => {
    event.preventDefault();
    if (!isTaken && id.value.trim()) withWho(({ name: author }) => void begin(author));
  };
  return (
    <Modal title={t(from ? "copy_title" : "new_title")} onClose={onClose}>
      <form class="form" onSubmit={take}>
        <p class="lead-text">{t("new_intro")}</p>
        <label class="field">
          <span>{t("field_name")}</span>
          <input type="text" value={name.value} maxLength={200} placeholder={t("field_name_example")} autoComplete="off"
            onInput={(event) => (name.value = event.currentTarget.value)} />
        </label>
        <label class="field">
          <span>{t("field_from")}</span>
          <select value={origin.value} onChange={(event) => (origin.value = event.currentTarget.value)}>
            <option value="">{t("from_none")}</option>
            {known.map((plan) => (
              <option key={plan.id} value={plan.id}>{t("from_plan", { name: plan.name || plan.id })}</option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>{t("field_id")}</span>
          <input type="text" value={id.value} maxLength={ID_CHARS_MAX} required autoComplete="off" aria-invalid={isTaken}
            onInput={(event) => (id.value = event.currentTarget.value)} />
          <small role={isTaken ? "alert" : undefined}>{t(isTaken ? "id_taken" : "field_id_help")}</small>
        </label>
        {error.value !== null && <ProblemNote error={error.value} />}
        <div class="form-end">
          <button type="button" class="button" onClick={onClose}>{say("cancel")}</button>
          <button type="submit" class="button primary" disabled={busy.value || isTaken}>{t("begin")}</button>
        </div>
      </form>
    </Modal>
  );
}
