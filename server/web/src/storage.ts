/** What the page remembers in this browser. */
export type StoredName = "lang" | "theme" | "last" | "keys" | "who" | "templates" | "views" | "welcomed" | "outbox" | "sketch";

/** Reads a remembered text; null when there is none or storage is switched off. */
export function recall(name: StoredName): string | null {
  try {
    return localStorage.getItem(`hexward.${name}`);
  } catch {
    return null;
  }
}

/** Remembers a text; does nothing when storage is switched off. */
export function remember(name: StoredName, value: string): void {
  try {
    localStorage.setItem(`hexward.${name}`, value);
  } catch {
    return;
  }
}
