import type { JSX } from "preact";
import { conflict } from "../draft.ts";
import { say } from "../texts.ts";
import { timeOf } from "../words.ts";

/** A change of somebody else that one's own stands against: base, theirs and mine, and what can be done. */
export function ConflictPanel(): JSX.Element | null {
  const current = conflict.value;
  if (!current) return null;
  const since = (current.problem.since ?? []).filter(({ plan }) => plan !== null);
  return (
    <section class="conflict panel" role="alertdialog" aria-labelledby="conflict-title">
      <h3 id="conflict-title">{say("conflict_title")}</h3>
      <p>{say("conflict_note", { what: current.label })}</p>
      <ul class="conflict-key">
        <li><span class="stroke stroke-mine" aria-hidden="true" />{say("conflict_mine")}: {current.label}</li>
        {since.map((commit) => (
          <li key={commit.revision}>
            <span class="stroke stroke-theirs" aria-hidden="true" />
            {commit.author} {timeOf(commit.at)}: {commit.reason || say("a_change")}
          </li>
        ))}
        <li><span class="stroke stroke-base" aria-hidden="true" />{say("conflict_base")}</li>
      </ul>
      <div class="verdict-acts">
        <button type="button" class="button primary" onClick={current.onTop}>{say("conflict_on_top")}</button>
        <button type="button" class="button" onClick={current.drop}>{say("conflict_theirs")}</button>
        <button type="button" class="button" onClick={current.intoCopy}>{say("conflict_copy")}</button>
      </div>
    </section>
  );
}
