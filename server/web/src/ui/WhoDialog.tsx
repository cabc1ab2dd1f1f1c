import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { t } from "../i18n.ts";
import { dialog } from "../state.ts";
import { answerWho, NAME_CHARS_MAX, who, type Role } from "../who.ts";
import { PersonIcon } from "./icons.tsx";
import { Modal } from "./Modal.tsx";
import { Choice } from "./parts.tsx";

/** Asks which post sits here. */
export function WhoDialog(): JSX.Element {
  const name = useSignal(who.peek()?.name ?? "");
  const role = useSignal<Role>(who.peek()?.role ?? "planner");
  const given = name.value.trim();
  const take = (event: Event): void => {
    event.preventDefault();
    if (given) answerWho({ name: given, role: role.value });
  };
  return (
    <Modal title={t("who_title")} onClose={() => answerWho(null)}>
      <form class="form" onSubmit={take}>
        <p class="lead-text">{t("who_intro")}</p>
        <label class="field">
          <span>{t("who_name")}</span>
          <input type="text" value={name.value} maxLength={NAME_CHARS_MAX} autoComplete="off" required
            onInput={(event) => (name.value = event.currentTarget.value)} />
        </label>
        <div class="field">
          <span id="who-role">{t("who_role")}</span>
          <Choice<Role> label={t("who_role")} value={role.value} onChange={(next) => (role.value = next)}
            options={[{ id: "planner", name: t("who_planner") }, { id: "approver", name: t("who_approver") }]} />
        </div>
        <div class="form-end">
          <button type="submit" class="button primary" disabled={!given}>{t("who_take")}</button>
        </div>
      </form>
    </Modal>
  );
}

/** Who sits here, and the way to change it. */
export function WhoButton(): JSX.Element {
  const current = who.value;
  return (
    <button type="button" class="button quiet who" title={t("who_title")} onClick={() => (dialog.value = "who")}>
      <PersonIcon />
      <span>{current ? `${current.name} · ${t(`who_${current.role}`)}` : t("who_none")}</span>
    </button>
  );
}
