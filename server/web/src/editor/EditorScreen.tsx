import { useEffect, useRef } from "preact/hooks";
import { effect } from "@preact/signals";
import type { JSX } from "preact";
import { t } from "../i18n.ts";
import { PlanBar } from "../plans/PlanBar.tsx";
import { about, openScreen, replaceAbout, screenKeys } from "../screen.ts";
import { connection, dataset } from "../state.ts";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { isOpen, loadError, others, picked, plan, status } from "./draft.ts";
import { deliverWaiting } from "./gestures.ts";
import { followEditorKeys, keyRows } from "./keys.ts";
import { closeDraft, followOthers, loadDraft } from "./loading.ts";
import { startEditor } from "./map/controller.ts";
import { waiting } from "./outbox.ts";
import { say } from "./texts.ts";
import { BottomBar } from "./ui/BottomBar.tsx";
import { ConflictPanel } from "./ui/ConflictPanel.tsx";
import { Dock } from "./ui/Dock.tsx";
import { Sheets } from "./ui/Sheets.tsx";
import { SidePanel } from "./ui/SidePanel.tsx";
import { Toolbar } from "./ui/Toolbar.tsx";
import { timeOf } from "./words.ts";
import "./editor.css";

/** The planner's editor: the draft of the link, on a map with tools, beside its numbers, over its table. */
export default function EditorScreen(): JSX.Element {
  const id = about.value.plan;
  useEffect(() => {
    if (!id) return openScreen("plans");
    const linked = about.peek().grids?.split(",").filter(Boolean) ?? [];
    void loadDraft(id).then(() => {
      if (linked.length > 0) picked.value = linked;
      return deliverWaiting();
    });
    const stopOthers = followOthers(id, () => undefined);
    return () => {
      stopOthers();
      closeDraft();
    };
  }, [id]);
  useEffect(() => {
    const stops = [followEditorKeys(), followKeySheet(), followLink(), followReturn()];
    return () => stops.forEach((stop) => stop());
  }, []);
  return (
    <div class="editor">
      <Head />
      <Toolbar />
      <EditorMap />
      <SidePanel />
      <Dock />
      <Sheets />
    </div>
  );
}

/** Keeps the rows of the key sheet in the language of the page. */
const followKeySheet = (): (() => void) => effect(() => {
  screenKeys.value = keyRows();
});

/** Keeps the picked grids in the link. */
const followLink = (): (() => void) => effect(() => {
  const id = plan.value?.id;
  const codes = picked.value.slice(0, 12).join(",");
  if (id && status.value === "ready") replaceAbout("edit", codes ? { plan: id, grids: codes } : { plan: id });
});

/** Sends what waits, once the server is back. */
const followReturn = (): (() => void) => effect(() => {
  if (connection.value === "online" && waiting.peek()) void deliverWaiting();
});

function Head(): JSX.Element {
  const current = plan.value;
  const others_ = [...others.value];
  return (
    <div class="editor-head">
      {current && (
        <PlanBar plan={current}>
          {others_.length > 0 && (
            <span class="also-here" title={others_.map(([name, at]) => `${name} ${timeOf(at)}`).join("\n")}>
              {say("also_here", { names: others_.map(([name]) => name).join(", ") })}
            </span>
          )}
          {!isOpen.value && status.value === "ready" && <span class="only-read">{say("not_a_draft")}</span>}
        </PlanBar>
      )}
    </div>
  );
}

function EditorMap(): JSX.Element {
  const target = useRef<HTMLDivElement>(null);
  useEffect(() => (target.current && dataset.peek() ? startEditor(target.current, dataset.peek()!) : undefined), []);
  return (
    <div class="editor-map">
      <div id="map" class="map" ref={target} tabIndex={0} role="application" aria-label={say("map_label")} />
      {status.value === "loading" && <p class="editor-note" role="status">{t("loading")}</p>}
      {status.value === "failed" && (
        <div class="editor-note">
          <ProblemNote error={loadError.value} onRetry={() => void loadDraft(about.peek().plan ?? "")} />
        </div>
      )}
      <ConflictPanel />
      <BottomBar />
    </div>
  );
}
