import type { JSX } from "preact";
import { changedHere, grids, inForce, pick, shortCode, steps, type DraftGrid } from "../draft.ts";
import { zoomToPicked } from "../keys.ts";
import { say } from "../texts.ts";
import { number, signed, timeOf } from "../words.ts";

/** What the draft changes against the plan in force: grid by grid, and step by step. */
export function ChangesPanel(): JSX.Element {
  const codes = changedHere.value;
  const show = (list: readonly string[]): void => {
    pick(list.filter((code) => grids.peek().has(code)));
    zoomToPicked();
  };
  if (steps.value.length === 0) return <p class="hint">{say("no_changes")}</p>;
  return (
    <>
      <h3>{say("changed_grids", { n: codes.length })}</h3>
      <ul class="change-list">
        {codes.map((code) => (
          <li key={code}>
            <button type="button" class="line" onClick={() => show([code])}>
              <strong>{shortCode(code)}</strong>
              <span>{(grids.value.get(code) ?? inForce.value.get(code))?.name ?? ""}</span>
              <span class="aside">{kindOf(code)}</span>
            </button>
          </li>
        ))}
      </ul>
      <h3>{say("steps", { n: steps.value.length })}</h3>
      <ol class="change-list steps" reversed>
        {[...steps.value].reverse().map((step) => (
          <li key={step.number}>
            <button type="button" class="line" onClick={() => show([...step.grids.made, ...step.grids.altered])}>
              <span class="step-what">{step.reason || say("a_change")}</span>
              <span class="aside">{step.author} · {timeOf(step.at)}</span>
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}

function kindOf(code: string): string {
  const now: DraftGrid | undefined = grids.value.get(code);
  const before = inForce.value.get(code);
  if (!now) return say("gone");
  if (before === null) return say("made", { n: number(now.households) });
  if (!before) return "…";
  const difference = now.households - before.households;
  return difference === 0 ? say("same_households") : say("households_by", { n: signed(difference) });
}
