import { signal } from "@preact/signals";
import { recall, remember } from "./storage.ts";
import { dialog } from "./state.ts";

/** What somebody does here: plans are drawn by one and approved by another. */
export type Role = "planner" | "approver";

/** Who sits here. There are no accounts yet: the name is a post, kept in this browser. */
export interface Who {
  name: string;
  role: Role;
}

/** Longest name of a post that the server takes. */
export const NAME_CHARS_MAX = 64;

/** Who sits here; null before somebody has said so. */
export const who = signal<Who | null>(stored());

function stored(): Who | null {
  const text = recall("who") ?? "";
  const cut = text.indexOf(":");
  const [role, name] = [text.slice(0, cut), text.slice(cut + 1)];
  return name && (role === "planner" || role === "approver") ? { name, role } : null;
}

/** Says who sits here, and remembers it. */
export function setWho(next: Who): void {
  who.value = next;
  remember("who", `${next.role}:${next.name}`);
}

let goOn: ((who: Who) => void) | null = null;

/** Runs what needs a name: at once if there is one, else when it has been given. */
export function withWho(run: (who: Who) => void): void {
  if (who.peek()) return run(who.peek()!);
  goOn = run;
  dialog.value = "who";
}

/** Takes the answer of the sheet that asks for the name; null when it was closed without one. */
export function answerWho(next: Who | null): void {
  const run = goOn;
  goOn = null;
  dialog.value = null;
  if (!next) return;
  setWho(next);
  run?.(next);
}
