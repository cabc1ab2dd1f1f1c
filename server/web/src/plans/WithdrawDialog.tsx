import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { t as say } from "../i18n.ts";
import { showToast } from "../state.ts";
import { Modal } from "../ui/Modal.tsx";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { withWho } from "../who.ts";
import { actOnPlan, getPlan, type Plan } from "./requests.ts";
import { putPlan } from "./store.ts";
import { t } from "./texts.ts";

/** Asks before a plan is given up. */
export function WithdrawDialog({ plan, onClose }: { plan: Plan; onClose: () => void }): JSX.Element {
  const reason = useSignal("");
  const error = useSignal<unknown>(null);
  const busy = useSignal(false);
  const name = plan.name || plan.id;
  const withdraw = async (author: string): Promise<void> => {
    busy.value = true;
    error.value = null;
    try {
      const { etag } = await getPlan(plan.id);
      const { value } = await actOnPlan(plan.id, "withdraw", { author, reason: reason.value.trim() }, etag ?? "*");
      putPlan(value.plan);
      showToast(t("withdrawn", { name }));
      onClose();
    } catch (caught) {
      error.value = caught;
      busy.value = false;
    }
  };
  const take = (event: Event): void => {
    event.preventDefault();
    withWho(({ name: author }) => void withdraw(author));
  };
  return (
    <Modal title={t("withdraw_title", { name })} onClose={onClose}>
      <form class="form" onSubmit={take}>
        <p class="lead-text">{t("withdraw_text")}</p>
        <label class="field">
          <span>{t("withdraw_why")}</span>
          <textarea rows={2} maxLength={1000} value={reason.value} onInput={(event) => (reason.value = event.currentTarget.value)} />
        </label>
        {error.value !== null && <ProblemNote error={error.value} />}
        <div class="form-end">
          <button type="button" class="button" onClick={onClose}>{say("cancel")}</button>
          <button type="submit" class="button primary" disabled={busy.value}>{t("withdraw")}</button>
        </div>
      </form>
    </Modal>
  );
}
