import { getDataset, isServerLive } from "./api.ts";
import { t } from "./i18n.ts";
import { checkpoints, connection, dataset, retryIn_s, showToast } from "./state.ts";

/** How often an open page asks for a new revision. */
const POLL_MS = 60_000;
/** Longest pause between two attempts while the server is down. */
const LONGEST_PAUSE_S = 30;

let pause_s = 2;
let countdown = 0;
let probing = false;

/** Loads the data set; when the server is down, tries again until it is back. */
export async function connect(): Promise<void> {
  stopCountdown();
  try {
    const next = await getDataset();
    const before = dataset.peek();
    if (!before || before.instance !== next.instance || before.revision !== next.revision) {
      checkpoints.value = null;
      dataset.value = next;
      if (before && before.revision !== next.revision) showToast(t("updated", { n: next.revision }));
    }
    if (connection.peek() === "offline" && before) showToast(t("reconnected"));
    connection.value = "online";
    pause_s = 2;
  } catch {
    goOffline();
  }
}

/** Notes that a request failed: asks whether the server lives, and goes offline if not. */
export async function suspectOffline(): Promise<void> {
  if (probing || connection.peek() === "offline") return;
  probing = true;
  const live = await isServerLive();
  probing = false;
  if (!live) goOffline();
}

function goOffline(): void {
  connection.value = "offline";
  stopCountdown();
  retryIn_s.value = pause_s;
  pause_s = Math.min(LONGEST_PAUSE_S, pause_s * 2);
  countdown = window.setInterval(() => {
    retryIn_s.value -= 1;
    if (retryIn_s.value <= 0) void connect();
  }, 1000);
}

function stopCountdown(): void {
  clearInterval(countdown);
  countdown = 0;
}

/** Follows the server's revision while the page is visible. */
export function followRevision(): void {
  const poll = (): void => {
    if (!document.hidden && connection.peek() === "online") void connect();
  };
  setInterval(poll, POLL_MS);
  document.addEventListener("visibilitychange", poll);
  addEventListener("online", () => void connect());
}
