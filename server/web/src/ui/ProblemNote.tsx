import type { JSX } from "preact";
import { t } from "../i18n.ts";
import { ApiError } from "../requests.ts";
import { WarningIcon } from "./icons.tsx";

/** What went wrong in one sentence of the page's language. */
export function problemTitle(error: unknown): string {
  if (!(error instanceof ApiError)) return t("problem_page");
  if (error.status === 0) return t("problem_offline");
  if (error.status === 403) return t("problem_forbidden");
  return error.problem?.title ?? t("problem_status", { n: error.status });
}

/** What went wrong, what the server says about it, and a way to try again. */
export function ProblemNote({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }): JSX.Element {
  const problem = error instanceof ApiError ? error.problem : null;
  return (
    <div class="problem" role="alert">
      <WarningIcon />
      <div>
        <strong>{problemTitle(error)}</strong>
        {problem?.detail && <p lang="en">{problem.detail}</p>}
      </div>
      {onRetry && <button type="button" class="button" onClick={onRetry}>{t("retry")}</button>}
    </div>
  );
}
