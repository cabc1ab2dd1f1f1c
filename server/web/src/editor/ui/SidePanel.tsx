import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { changedHere, faults } from "../draft.ts";
import { say } from "../texts.ts";
import { ChangesPanel } from "./ChangesPanel.tsx";
import { FaultsPanel } from "./FaultsPanel.tsx";
import { LayersPanel } from "./LayersPanel.tsx";
import { NumbersPanel } from "./NumbersPanel.tsx";

const TABS = ["numbers", "changes", "faults", "layers"] as const;
type Tab = (typeof TABS)[number];

const shown = signal<Tab>("numbers");

const PANELS: Record<Tab, () => JSX.Element> = {
  numbers: NumbersPanel, changes: ChangesPanel, faults: FaultsPanel, layers: LayersPanel,
};

/** What the draft comes to: numbers, changes, faults, and what the map shows. */
export function SidePanel(): JSX.Element {
  const Panel = PANELS[shown.value];
  const counts: Partial<Record<Tab, number>> = { changes: changedHere.value.length, faults: faults.value.length };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = TABS[(TABS.indexOf(shown.peek()) + step + TABS.length) % TABS.length]!;
    shown.value = next;
    document.getElementById(`editor-tab-${next}`)?.focus();
  };
  return (
    <aside class="editor-side" aria-label={say("panels")}>
      <div class="editor-tabs" role="tablist" aria-label={say("panels")} onKeyDown={onKeyDown}>
        {TABS.map((name) => (
          <button key={name} type="button" role="tab" id={`editor-tab-${name}`} aria-controls="editor-tab-panel" aria-selected={shown.value === name}
            tabIndex={shown.value === name ? 0 : -1} onClick={() => (shown.value = name)}>
            {say(`tab_${name}`)}
            {counts[name] ? <span class="count">{counts[name]}</span> : null}
          </button>
        ))}
      </div>
      <div class="editor-tab-panel" role="tabpanel" id="editor-tab-panel" aria-labelledby={`editor-tab-${shown.value}`} tabIndex={0}>
        <Panel />
      </div>
    </aside>
  );
}
