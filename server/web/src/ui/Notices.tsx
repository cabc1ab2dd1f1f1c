import type { JSX } from "preact";
import { connect } from "../connection.ts";
import { t } from "../i18n.ts";
import { openScreen } from "../screen.ts";
import { connection, dataset, retryIn_s, toast } from "../state.ts";
import { Mark, WarningIcon } from "./icons.tsx";

/** Says that the server is down while the last picture stays. */
export function OfflineBanner(): JSX.Element | null {
  if (connection.value !== "offline" || !dataset.value) return null;
  return (
    <div class="banner" role="alert">
      <WarningIcon />
      <span>{t("offline")}</span>
      <RetryButton />
    </div>
  );
}

function RetryButton(): JSX.Element {
  return (
    <span class="retry">
      <button type="button" class="button" onClick={() => void connect()}>{t("retry")}</button>
      <span class="retry-time" aria-hidden="true">{t("offline_retry", { n: Math.max(0, retryIn_s.value) })}</span>
    </span>
  );
}

/** What stands in for everything while nothing is known of the data: loading, no server. */
export function Curtain(): JSX.Element | null {
  const current = dataset.value;
  if (!current && connection.value === "offline") {
    return (
      <div class="curtain" role="alert">
        <WarningIcon />
        <h2>{t("start_failed_title")}</h2>
        <p>{t("start_failed")}</p>
        <RetryButton />
      </div>
    );
  }
  if (!current) {
    return (
      <div class="curtain" role="status">
        <Mark />
        <p>{t("loading")}</p>
      </div>
    );
  }
  return null;
}

/** Says that there is nothing to draw yet, and where it comes from. */
export function EmptyNote(): JSX.Element | null {
  const { addresses = 0, checkpoints = 0, grids = 0 } = dataset.value?.totals ?? { grids: 1 };
  if (addresses + checkpoints + grids > 0) return null;
  return (
    <div class="curtain small" role="status">
      <Mark />
      <h2>{t("empty_title")}</h2>
      <p>{t("empty")}</p>
      <div class="curtain-ways">
        <button type="button" class="button" onClick={() => openScreen("import")}>{t("screen_import")}</button>
        <button type="button" class="button" onClick={() => openScreen("welcome")}>{t("screen_welcome")}</button>
      </div>
    </div>
  );
}

/** A short message that goes by itself. */
export const Toast = (): JSX.Element => (
  <div class="toast" role="status" aria-live="polite">
    {toast.value && <span>{toast.value}</span>}
  </div>
);
