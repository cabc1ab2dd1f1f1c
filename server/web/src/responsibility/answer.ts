import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { suspectOffline } from "../connection.ts";
import { connection } from "../state.ts";

/** What is known of an answer: the last one, whether another is on its way, why there is none. */
export interface Answer<T> {
  value: T | null;
  busy: boolean;
  error: unknown;
  again: () => void;
}

/**
 * Asks whenever the key is another one, and again when the server is back; nothing while the key is null. The last answer
 * stands until the next one is there; the last question wins when answers cross.
 */
export function useAnswer<T>(key: string | null, ask: () => Promise<T>): Answer<T> {
  const known = useSignal<{ value: T | null; busy: boolean; error: unknown }>({ value: null, busy: key !== null, error: null });
  const turn = useRef(0);
  const run = (): void => {
    const mine = ++turn.current;
    if (key === null) {
      known.value = { value: null, busy: false, error: null };
      return;
    }
    known.value = { ...known.peek(), busy: true, error: null };
    ask().then(
      (value) => {
        if (mine === turn.current) known.value = { value, busy: false, error: null };
      },
      (error: unknown) => {
        if (mine === turn.current) known.value = { value: null, busy: false, error };
        void suspectOffline();
      },
    );
  };
  useEffect(run, [key]);
  useEffect(() => {
    if (connection.value === "online" && known.peek().error !== null) run();
  }, [connection.value]);
  return { ...known.value, again: run };
}
