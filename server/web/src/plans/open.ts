import { openScreen } from "../screen.ts";
import { hasScreen } from "../ui/Screens.tsx";
import type { Plan } from "./requests.ts";
import { isEditable } from "./store.ts";

/** Goes to where a plan is worked at: the editor while it takes edits, else its check. */
export function openPlan(plan: Plan): void {
  const wanted = isEditable(plan) ? (["edit", "rebalance", "review", "compare"] as const) : (["review", "compare"] as const);
  const name = wanted.find(hasScreen);
  if (name) openScreen(name, { plan: plan.id });
}
