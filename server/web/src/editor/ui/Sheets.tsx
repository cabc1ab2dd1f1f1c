import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Modal } from "../../ui/Modal.tsx";
import { grids, nextUndo, pick, picked, sheet, shortCode } from "../draft.ts";
import { perform, undo } from "../gestures.ts";
import { say } from "../texts.ts";
import { number, timeOf } from "../words.ts";

const close = (): void => {
  sheet.value = null;
};

/** The modal sheet of the editor that is open, if any. */
export function Sheets(): JSX.Element | null {
  if (sheet.value === "merge") return <MergeSheet />;
  if (sheet.value === "foreign-undo") return <ForeignUndoSheet />;
  return null;
}

/** Asks which grid keeps its code when grids become one. */
function MergeSheet(): JSX.Element {
  const chosen = picked.value.flatMap((code) => grids.value.get(code) ?? []);
  const keep = useSignal(chosen[0]?.code ?? "");
  const merge = (event: Event): void => {
    event.preventDefault();
    const others = chosen.map(({ code }) => code).filter((code) => code !== keep.value);
    close();
    const label = say("did_merge", { others: others.map(shortCode).join(", "), keep: shortCode(keep.value) });
    const kept = keep.value;
    void perform({ label, edits: [{ op: "merge_grids", keep: kept, others }], onDone: () => pick([kept]) });
  };
  return (
    <Modal title={say("merge_title", { n: chosen.length })} onClose={close}>
      <form class="form" onSubmit={merge}>
        <fieldset class="merge-choice">
          <legend>{say("merge_keep")}</legend>
          {chosen.map(({ code, name, households }) => (
            <label key={code}>
              <input type="radio" name="keep" value={code} checked={keep.value === code} onChange={() => (keep.value = code)} />
              <strong>{shortCode(code)}</strong>
              <span>{name}</span>
              <span class="aside">{say("n_households", { n: number(households) })}</span>
            </label>
          ))}
        </fieldset>
        <p class="hint">{say("merge_sum", { n: number(chosen.reduce((sum, { households }) => sum + households, 0)) })}</p>
        <div class="form-end">
          <button type="button" class="button" onClick={close}>{say("cancel")}</button>
          <button type="submit" class="button primary">{say("merge")}</button>
        </div>
      </form>
    </Modal>
  );
}

/** Asks before the step of another planner is taken back. */
function ForeignUndoSheet(): JSX.Element | null {
  const commit = nextUndo.value.undo;
  if (!commit) return null;
  return (
    <Modal title={say("foreign_title")} onClose={close}>
      <p class="lead-text">{say("foreign_note", { who: commit.author, when: timeOf(commit.at), what: commit.reason || say("a_change") })}</p>
      <div class="form-end">
        <button type="button" class="button" onClick={close}>{say("cancel")}</button>
        <button type="button" class="button primary" onClick={undo}>{say("foreign_take")}</button>
      </div>
    </Modal>
  );
}
