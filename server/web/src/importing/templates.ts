import { signal } from "@preact/signals";
import { recall, remember } from "../storage.ts";
import type { Template } from "./fields.ts";
import type { FileKind } from "./requests.ts";

/** A template by the name that somebody gave it. */
export interface Named {
  name: string;
  kind: FileKind;
  template: Template;
}

/** The templates of this browser. */
export const templates = signal<readonly Named[]>(stored());

function stored(): Named[] {
  try {
    const known: unknown = JSON.parse(recall("templates") ?? "[]");
    return Array.isArray(known) ? (known as Named[]) : [];
  } catch {
    return [];
  }
}

/** Keeps a template under a name, in place of the one that had it. */
export function keepTemplate(named: Named): void {
  const others = templates.peek().filter(({ name, kind }) => name !== named.name || kind !== named.kind);
  templates.value = [...others, named];
  remember("templates", JSON.stringify(templates.value));
}

/** Forgets a template. */
export function dropTemplate({ name, kind }: Named): void {
  templates.value = templates.peek().filter((named) => named.name !== name || named.kind !== kind);
  remember("templates", JSON.stringify(templates.value));
}
