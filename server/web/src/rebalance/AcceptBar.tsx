import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { formatNumber } from "../format.ts";
import { lang } from "../i18n.ts";
import { createPlan } from "../plans/requests.ts";
import { openPlan } from "../plans/open.ts";
import { freeId, plans, refreshPlans } from "../plans/store.ts";
import { showToast } from "../state.ts";
import { ProblemNote } from "../ui/ProblemNote.tsx";
import { withWho } from "../who.ts";
import { assignUnits, draftSearch, type Search } from "./requests.ts";
import { acceptedMoves, forgetSearch, isSearching, moves, refused, watchSearch } from "./store.ts";
import { t } from "./texts.ts";

/** Accepts all of what was found, the chosen grids, or none. */
export function AcceptBar({ search }: { search: Search }): JSX.Element {
  const busy = useSignal(false);
  const error = useSignal<unknown>(null);
  const all = moves.value ?? [];
  const accepted = acceptedMoves(all, refused.value);
  const isWhole = accepted.length === all.length;
  const plan = search.order.plan;
  const { low, high } = search.order.band;

  const open = async (id: string): Promise<void> => {
    await refreshPlans();
    showToast(t("drafted", { plan: id }));
    const made = plans.peek()?.find((known) => known.id === id);
    if (made) openPlan(made);
  };
  const fresh = (): { id: string; name: string } => ({ id: freeId(plans.peek() ?? [], new Date().getFullYear()), name: t("draft_name", { low, high }) });
  const takeAll = async (author: string): Promise<void> => {
    const begun = await draftSearch(search.id, plan ? { author } : { ...fresh(), author });
    watchSearch(begun);
  };
  const takeSome = async (author: string): Promise<void> => {
    if (plan) {
      await assignUnits(plan, author, accepted, true);
      await assignUnits(plan, author, accepted, false);
      return open(plan);
    }
    const made = await createPlan({ ...fresh(), author });
    await assignUnits(made.id, author, accepted, false);
    return open(made.id);
  };
  const take = (run: (author: string) => Promise<void>): void =>
    withWho(({ name }) => {
      busy.value = true;
      error.value = null;
      run(name).catch((caught: unknown) => (error.value = caught)).finally(() => (busy.value = false));
    });
  const waits = busy.value || isSearching(search) || all.length === 0;
  return (
    <div class="accept-bar">
      {error.value !== null && <ProblemNote error={error.value} />}
      {search.draft ? (
        <button type="button" class="button primary" onClick={() => void open(search.draft!)}>{t("drafted", { plan: search.draft })}</button>
      ) : (
        <>
          <button type="button" class="button" onClick={forgetSearch}>{t("discard")}</button>
          {!isWhole && (
            <button type="button" class="button primary" disabled={waits || accepted.length === 0} onClick={() => take(takeSome)}>
              {t("accept_some", { n: formatNumber(accepted.length, lang.value) })}
            </button>
          )}
          {isWhole && (
            <button type="button" class="button primary" disabled={waits} onClick={() => take(takeAll)}>{t(plan ? "accept_step" : "accept_all")}</button>
          )}
        </>
      )}
    </div>
  );
}
