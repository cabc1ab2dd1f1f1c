import type { ComponentChildren, JSX } from "preact";
import { PlanNav } from "../ui/ScreenNav.tsx";
import type { Plan } from "./requests.ts";
import { StateTag } from "./StateTag.tsx";
import "./plans.css";

/** The head of every screen about a plan: which one, where it stands, and the way to its other screens. */
export const PlanBar = ({ plan, children }: { plan: Plan; children?: ComponentChildren }): JSX.Element => (
  <div class="plan-bar">
    <h2>{plan.name || plan.id}</h2>
    {plan.name && <code class="plan-id">{plan.id}</code>}
    <StateTag state={plan.state} />
    {children}
    <PlanNav plan={plan.id} />
  </div>
);
