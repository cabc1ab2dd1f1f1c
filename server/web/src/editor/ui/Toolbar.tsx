import type { JSX } from "preact";
import { busy, grids, isOpen, nextUndo, picked, sheet, snapping, tool, TOOLS, type ToolName } from "../draft.ts";
import { redo, undo } from "../gestures.ts";
import { TOOL_KEYS } from "../keys.ts";
import { lockPicked } from "../locks.ts";
import { say } from "../texts.ts";
import { LockIcon, MergeIcon, RedoIcon, SnapIcon, TOOL_ICONS, UndoIcon } from "./icons.tsx";

/** Tools that change nothing. */
const HARMLESS = new Set<ToolName>(["select", "pan", "lasso", "measure"]);

/** The tools, and what can be done with what is picked. */
export function Toolbar(): JSX.Element {
  const mayChange = isOpen.value;
  const next = nextUndo.value;
  const isIdle = mayChange && !busy.value;
  const chosen = picked.value.flatMap((code) => grids.value.get(code) ?? []);
  const isLocked = chosen.length > 0 && chosen.every(({ lock }) => lock === "locked");
  return (
    <div class="toolbar" role="toolbar" aria-label={say("tools")} aria-orientation="vertical">
      <Act name={next.undo ? say("undo_what", { what: next.undo.reason || say("a_change") }) : say("undo")} keys="Ctrl Z" icon={UndoIcon}
        id="editor-undo" disabled={!isIdle || !next.undo} onClick={undo} />
      <Act name={next.redo ? say("redo_what", { what: next.redo.reason || say("a_change") }) : say("redo")} keys="Ctrl ⇧ Z" icon={RedoIcon}
        id="editor-redo" disabled={!isIdle || !next.redo} onClick={redo} />
      <hr />
      {TOOLS.map((name) => (
        <ToolButton key={name} name={name} disabled={!mayChange && !HARMLESS.has(name)} />
      ))}
      <hr />
      <Act name={say("merge")} keys="G" icon={MergeIcon} disabled={!isIdle || chosen.length < 2} onClick={() => (sheet.value = "merge")} />
      <Act name={say(isLocked ? "unlock" : "lock")} keys="L" icon={LockIcon} pressed={isLocked} disabled={!isIdle || chosen.length === 0}
        onClick={() => lockPicked()} />
      <Act name={say("snapping")} icon={SnapIcon} pressed={snapping.value} onClick={() => (snapping.value = !snapping.value)} />
    </div>
  );
}

function ToolButton({ name, disabled }: { name: ToolName; disabled: boolean }): JSX.Element {
  return (
    <Act id={`tool-${name}`} name={say(`tool_${name}`)} keys={TOOL_KEYS[name]} icon={TOOL_ICONS[name]} pressed={tool.value === name}
      disabled={disabled} onClick={() => (tool.value = name)} />
  );
}

function Act(props: {
  name: string;
  icon: () => JSX.Element;
  onClick: () => void;
  keys?: string;
  id?: string;
  pressed?: boolean;
  disabled?: boolean;
}): JSX.Element {
  const { icon: Icon, keys } = props;
  return (
    <button type="button" id={props.id} class="tool" aria-label={props.name} aria-pressed={props.pressed} aria-keyshortcuts={keys?.length === 1 ? keys : undefined}
      title={keys ? `${props.name} (${keys})` : props.name} disabled={props.disabled} onClick={props.onClick}>
      <Icon />
      {keys && <kbd aria-hidden="true" data-keys={keys} />}
    </button>
  );
}
