import type { JSX } from "preact";
import { suspectOffline } from "../../connection.ts";
import { connection, metresPerPixel, pointer } from "../../state.ts";
import { MinusIcon, PlusIcon, ExtentIcon } from "../../ui/icons.tsx";
import { IconButton } from "../../ui/parts.tsx";
import { brush_px, busy, grids, lead, shortCode, sourceOnly, tool, verdict, type Verdict } from "../draft.ts";
import { deliverWaiting } from "../gestures.ts";
import { zoomToPicked } from "../keys.ts";
import { getController } from "../map/controller.ts";
import { underCursor } from "../map/cursor.ts";
import { markedSum, marks, material, materialState } from "../material.ts";
import { waiting } from "../outbox.ts";
import type { Refusal } from "../requests.ts";
import { measured, sketch } from "../sketch.ts";
import { say } from "../texts.ts";
import { giveMarked, mark } from "../tools/paint.ts";
import { whyOf } from "../why.ts";
import { number, signed } from "../words.ts";
import { showPlace } from "./FaultsPanel.tsx";

/** What stands over the foot of the map: the verdict, what the tool needs, where the pointer is. */
export function BottomBar(): JSX.Element {
  return (
    <>
      <div class="editor-bar">
        <WaitingNote />
        <VerdictNote />
        <ToolBar />
      </div>
      <div class="editor-corner">
        <ReadOut />
        <div class="editor-zoom">
          <IconButton name={say("zoom_in")} icon={PlusIcon} onClick={() => getController()?.canvas.zoomBy(1)} />
          <IconButton name={say("zoom_out")} icon={MinusIcon} onClick={() => getController()?.canvas.zoomBy(-1)} />
          <IconButton name={say("zoom_picked")} icon={ExtentIcon} onClick={zoomToPicked} />
        </div>
      </div>
    </>
  );
}

/** A gesture that the server has not answered. */
function WaitingNote(): JSX.Element | null {
  const left = waiting.value;
  if (!left || (busy.value && connection.value === "online")) return null;
  return (
    <div class="verdict waits" role="alert">
      <strong>{say("waits", { what: left.label })}</strong>
      <span>{say("waits_note")}</span>
      <button type="button" class="button" onClick={() => (suspectOffline(), void deliverWaiting())}>{say("send_again")}</button>
    </div>
  );
}

/** What came of the last gesture. */
function VerdictNote(): JSX.Element {
  const last = verdict.value;
  return (
    <div role="status" aria-live="polite" class="verdict-place">
      {last && <VerdictText last={last} />}
    </div>
  );
}

function VerdictText({ last }: { last: Verdict }): JSX.Element {
  if (last.kind === "told") return <p class="verdict told">{last.label}</p>;
  if (last.kind === "refused") return <RefusedNote label={last.label} problem={last.problem} offers={last.offers} />;
  const { changed, label, ms } = last;
  const broken = changed.partition.reduce((sum, { faults }) => sum + faults, 0);
  const moved = changed.grids.filter(({ before, after }) => before?.households !== after?.households).slice(0, 4);
  return (
    <div class="verdict done" data-ms={Math.round(ms)} data-revision={changed.revision}>
      <strong>{label}</strong>
      <span>
        {moved.map(({ code, before, after }) => `${shortCode(code)} ${signed((after?.households ?? 0) - (before?.households ?? 0))}`).join(" · ")}
        {moved.length > 0 && ` ${say("of_households")}`}
      </span>
      <span class={broken > 0 ? "proof broken" : "proof"}>{broken > 0 ? say("proof_broken", { n: broken }) : say("proof_holds")}</span>
    </div>
  );
}

function RefusedNote({ label, problem, offers }: { label: string; problem: Refusal; offers: { text: string; take: () => void }[] }): JSX.Element {
  const [fault] = problem.faults ?? [];
  const lon = fault?.lon ?? problem.lon;
  const lat = fault?.lat ?? problem.lat;
  return (
    <div class="verdict refused">
      <strong>{say("refused", { what: label })}</strong>
      <span>{whyOf(problem)}</span>
      <details>
        <summary>{say("server_says")}</summary>
        <p lang="en">{problem.detail}</p>
      </details>
      <div class="verdict-acts">
        {offers.map(({ text, take }) => <button key={text} type="button" class="button primary" disabled={busy.value} onClick={take}>{text}</button>)}
        {lon !== undefined && lat !== undefined && (
          <button type="button" class="button" onClick={() => showPlace({ lon, lat })}>{say("show_place")}</button>
        )}
        <button type="button" class="button quiet" onClick={() => (verdict.value = null)}>{say("dismiss")}</button>
      </div>
    </div>
  );
}

/** What the tool in hand says and needs. */
function ToolBar(): JSX.Element {
  const name = tool.value;
  if (name === "paint" || name === "erase") return <PaintBar />;
  const drawn = sketch.value?.kind === name ? sketch.value : null;
  return (
    <p class="tool-hint">
      <span>{say(`hint_${name}`)}</span>
      {drawn && measured.value && (
        <span class="measure">
          {number(Math.round(measured.value.length_m))} m{measured.value.area_m2 > 0 && ` · ${(measured.value.area_m2 / 10_000).toFixed(2)} ha`}
        </span>
      )}
      {drawn && (
        <>
          {name !== "measure" && <button type="button" class="button primary" onClick={() => getController()?.hand().finish?.()}>{say("finish")}</button>}
          <button type="button" class="button" onClick={() => getController()?.hand().cancel?.()}>{say("drop")}</button>
        </>
      )}
    </p>
  );
}

function PaintBar(): JSX.Element {
  const to = lead.value;
  if (!to) return <p class="tool-hint"><span>{say("paint_picked")}</span></p>;
  if (materialState.value === "loading") return <p class="tool-hint" role="status"><span>{say("paint_loading")}</span></p>;
  if (materialState.value === "failed") return <p class="tool-hint" role="alert"><span>{say("paint_failed")}</span></p>;
  const sum = markedSum();
  const kind = material.value?.kind ?? "building";
  const siblings = [...grids.value.values()].filter(({ parent, code }) => parent === to.parent && code !== to.code);
  const values = { n: number(sum.pieces), households: number(sum.households), to: shortCode(to.code) };
  return (
    <div class="tool-hint paint">
      <span>{marks.value.size > 0 ? say(`paint_marked_${kind}`, values) : say(`paint_hint_${kind}`, values)}</span>
      <label>
        <span>{say("paint_source")}</span>
        <select value={sourceOnly.value ?? ""} onChange={(event) => (sourceOnly.value = event.currentTarget.value || null)}>
          <option value="">{say("paint_any")}</option>
          {siblings.map(({ code }) => <option key={code} value={code}>{shortCode(code)}</option>)}
        </select>
      </label>
      <label>
        <span>{say("paint_brush")}</span>
        <input type="range" min={8} max={120} step={2} value={brush_px.value} onInput={(event) => (brush_px.value = Number(event.currentTarget.value))} />
      </label>
      <button type="button" class="button primary" disabled={marks.value.size === 0 || busy.value} onClick={() => void giveMarked()}>{say("paint_give", values)}</button>
      <button type="button" class="button" disabled={marks.value.size === 0} onClick={() => mark(new Map())}>{say("drop")}</button>
    </div>
  );
}

/** Where the pointer is, and in which grid the keyboard's pointer is. */
function ReadOut(): JSX.Element {
  const at = pointer.value;
  const under = underCursor.value ? grids.value.get(underCursor.value) : undefined;
  return (
    <p class="read-out">
      <span title={say("crs_note")}>{at ? `${at.lon.toFixed(6)}, ${at.lat.toFixed(6)}` : "CGCS2000 / WGS 84"}</span>
      <span>{say("per_pixel", { m: metresPerPixel.value < 10 ? metresPerPixel.value.toFixed(2) : Math.round(metresPerPixel.value) })}</span>
      <span class="visually-hidden" aria-live="polite">
        {under ? say("cursor_over", { code: shortCode(under.code), name: under.name, n: under.households }) : ""}
      </span>
    </p>
  );
}
