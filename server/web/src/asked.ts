import { signal } from "@preact/signals";
import { getNext, type Portion } from "./api.ts";
import { suspectOffline } from "./connection.ts";

/** What is known of a list: nothing yet, that it could not be had, or its rows as far as they were fetched. */
export type Known<List> = List | "asked" | "failed" | undefined;

/** Lists that were asked for, by key. */
export interface Asked<List> {
  /** What is known of a list; follows changes when it is read while drawing. */
  of(key: string): Known<List>;
  /** Asks for a list, unless it is there or on its way. */
  ask(key: string, first: () => Promise<List>): Promise<void>;
  /** Fetches the rows behind those that are there. */
  askMore(key: string): Promise<void>;
  /** Forgets everything, as when the data changed. */
  clear(): void;
}

/** An empty store of lists. */
export function askedLists<Row, List extends Portion<Row>>(): Asked<List> {
  const lists = signal<Record<string, Known<List>>>({});
  const put = (key: string, known: Known<List>): void => {
    lists.value = { ...lists.peek(), [key]: known };
  };
  return {
    of: (key) => lists.value[key],
    clear: () => {
      lists.value = {};
    },
    async ask(key, first) {
      const known = lists.peek()[key];
      if (known !== undefined && known !== "failed") return;
      put(key, "asked");
      try {
        put(key, await first());
      } catch {
        put(key, "failed");
        void suspectOffline();
      }
    },
    async askMore(key) {
      const known = lists.peek()[key];
      if (!known || typeof known === "string" || !known.next) return;
      try {
        const more = await getNext<List>(known.next);
        if (lists.peek()[key] === known) put(key, { ...more, items: [...known.items, ...more.items] });
      } catch {
        void suspectOffline();
      }
    },
  };
}

/** The list, when it is there. */
export const listOf = <List extends object>(known: Known<List>): List | null =>
  typeof known === "object" ? known : null;
