import type { JSX } from "preact";
import { tName } from "../../i18n.ts";
import { faults, lookAt, pick, shortCode, status } from "../draft.ts";
import { getController } from "../map/controller.ts";
import { say } from "../texts.ts";
import { number } from "../words.ts";

/** Zooms to a place and rings it. */
export function showPlace(place: { lon: number; lat: number }): void {
  lookAt.value = { lon: place.lon, lat: place.lat };
  getController()?.canvas.centre([place.lon, place.lat]);
}

/** What keeps the tier from dividing the ground, each with a way to its place. */
export function FaultsPanel(): JSX.Element {
  if (status.value !== "ready") return <p class="hint">{say("checking")}</p>;
  if (faults.value.length === 0) {
    return (
      <div class="no-faults">
        <strong>{say("no_faults")}</strong>
        <p class="hint">{say("no_faults_note")}</p>
      </div>
    );
  }
  return (
    <ul class="change-list">
      {faults.value.map((fault) => (
        <li key={fault.index}>
          <button type="button" class="line" onClick={() => (pick(fault.codes), showPlace(fault))}>
            <strong>{tName("fault", fault.kind)}</strong>
            <span>{fault.codes.map(shortCode).join(", ")}</span>
            <span class="aside">{fault.size ? `${number(fault.size.value)} ${fault.size.unit === "m2" ? "m²" : "m"}` : ""}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
