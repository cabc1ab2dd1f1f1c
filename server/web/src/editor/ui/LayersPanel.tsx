import type { JSX } from "preact";
import { pick, t } from "../../i18n.ts";
import type { Tier } from "../../link.ts";
import { dataset, tierAreas, tiers } from "../../state.ts";
import { Choice } from "../../ui/parts.tsx";
import { colourBy, editedTier, plan, type ColourBy } from "../draft.ts";
import { loadDraft } from "../loading.ts";
import { LOAD_FROM } from "../map/inks.ts";
import { REFERENCES, references, toggleReference } from "../map/reference.ts";
import { say } from "../texts.ts";
import { LOCK_MARKS } from "../words.ts";

/** The tier that is edited, what colours it, and the layers that help to draw. */
export function LayersPanel(): JSX.Element {
  const known = dataset.value?.styles ?? [];
  const colours = (["load", "change", "none"] as const).map((id) => ({ id, name: say(`colour_${id}`) }));
  const editable = tiers.value.filter((name) => tierAreas(name) > 1).map((id) => ({ id, name: t(`tier_${id}`) }));
  return (
    <div class="layer-choices">
      <h3>{say("edited_tier")}</h3>
      <Choice<Tier> label={say("edited_tier")} options={editable} value={editedTier.value}
        onChange={(tier) => plan.peek() && void loadDraft(plan.peek()!.id, tier)} />
      <h3>{say("colour")}</h3>
      <Choice<ColourBy> label={say("colour")} options={colours} value={colourBy.value} onChange={(by) => (colourBy.value = by)} />
      <Legend />
      <ul class="editor-legend">
        {(["locked", "may-grow"] as const).map((lock) => (
          <li key={lock}><span class={`swatch edge-${lock}`} aria-hidden="true" />{LOCK_MARKS[lock]}{say(`lock_${lock}`)}</li>
        ))}
      </ul>
      <h3>{say("reference")}</h3>
      {REFERENCES.flatMap((id) => known.find((style) => style.id === id) ?? []).map((style) => (
        <label key={style.id} class="switch-line">
          <input type="checkbox" role="switch" class="switch" checked={references.value.includes(style.id)} onChange={() => toggleReference(style.id)} />
          {style.id === "grids" ? say("borders_in_force") : pick(style.title)}
        </label>
      ))}
    </div>
  );
}

/** What the colours of the grids stand for. */
function Legend(): JSX.Element | null {
  if (colourBy.value === "none") return null;
  const load = LOAD_FROM.map((from, index) => {
    const next = LOAD_FROM[index + 1];
    return next === undefined ? say("and_more", { n: from }) : say("from_to", { from, to: next - 1 });
  });
  const change = [say("fewer"), say("same_households"), say("more_households")];
  const by = colourBy.value;
  return (
    <ul class="editor-legend">
      {(by === "load" ? load : change).map((text, index) => (
        <li key={text}><span class={`swatch swatch-${by}-${index}`} aria-hidden="true" />{text}</li>
      ))}
    </ul>
  );
}
