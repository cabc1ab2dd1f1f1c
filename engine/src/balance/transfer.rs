//! Hands work over a border: from one grid to another, unit by unit, both staying in one piece.

use super::chance::Chance;
use super::pieces::Walks;
use super::plan::Plan;
use super::tree::Tree;

/// How much work shall go from one grid to another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Order {
    pub(super) from: u32,
    pub(super) to: u32,
    /// At least so much, if it can be had.
    pub(super) need: u64,
    /// Never more than this.
    pub(super) most: u64,
}

/// How a transfer chooses among units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taste {
    /// What is best for the borders.
    Shape,
    /// Now and then something else, so that another attempt ends elsewhere.
    Adventure,
}

/// What the search has at hand besides the plan.
pub(super) struct Tools {
    pub(super) walks: Walks,
    pub(super) chance: Chance,
    pub(super) taste: Taste,
    pub(super) tree: Tree,
    candidates: Vec<Candidate>,
}

impl Tools {
    pub(super) fn new(units: usize, chance: Chance) -> Self {
        Self {
            walks: Walks::new(units),
            chance,
            taste: Taste::Shape,
            tree: Tree::default(),
            candidates: Vec::new(),
        }
    }
}

impl Tools {
    /// In builds that check themselves: panics unless the plan is sound. Called wherever a change is kept.
    #[cfg(debug_assertions)]
    pub(super) fn check(&mut self, plan: &Plan) {
        assert!(plan.is_sound(&mut self.walks), "a change broke a plan");
    }

    /// Nothing: only builds that check themselves look.
    #[cfg(not(debug_assertions))]
    #[expect(
        clippy::unused_self,
        reason = "builds that check themselves need the memory for walks"
    )]
    pub(super) fn check(&self, _plan: &Plan) {}
}

/// A unit at the border, by what is to be preferred: the smallest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    class: Class,
    too_much: u64,
    crossed_mm: i64,
    border_mm: i64,
    unit: u32,
}

/// From what costs least to what costs most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    ComesHome,
    IsAway,
    LeavesHome,
    OpensWay,
    Overshoots,
}

/// Carries out an order as far as it can be; how much work went over. O(moves * units of the grid).
pub(super) fn transfer(plan: &mut Plan, tools: &mut Tools, order: Order) -> u64 {
    let mark = plan.mark();
    let mut taken = 0;
    let mut idle = 0;
    while taken < order.need && idle < 12 {
        gather(plan, tools, order, taken);
        let work = match take_one(plan, tools, order.to) {
            Some(work) => work,
            None => match take_bundle(plan, tools, order, taken) {
                Some(work) => work,
                None => break,
            },
        };
        taken += work;
        idle = if work > 0 { 0 } else { idle + 1 };
    }
    give_back(plan, tools, order, mark, taken)
}

/// The units that may go next.
fn gather(plan: &Plan, tools: &mut Tools, order: Order, taken: u64) {
    let graph = plan.problem().graph();
    let (rest, room) = (order.need - taken, order.most - taken);
    let is_open = tools.taste == Taste::Adventure && tools.chance.below(4) == 0;
    tools.candidates.clear();
    for &unit in plan.members(order.from) {
        let work = plan.unit_work(unit);
        let (mut crossed_mm, mut border_mm, mut touches) = (0_i64, 0_i64, false);
        for next in graph.neighbours(unit) {
            let label = plan.label(next.unit);
            let sign = i64::from(label == order.from) - i64::from(label == order.to);
            touches |= label == order.to;
            border_mm += sign * next.length_mm as i64;
            crossed_mm -= sign * (next.obstacle.cost() * next.length_mm) as i64;
        }
        if !touches || work > room || !plan.may_leave(unit) {
            continue;
        }
        if tools.taste == Taste::Adventure && tools.chance.below(3) == 0 {
            (crossed_mm, border_mm) = (0, (tools.chance.next() >> 40) as i64);
        }
        let (home, too_much) = (plan.home(unit), work.saturating_sub(rest));
        let class = match () {
            () if work == 0 && plan.households(unit) == 0 && home != order.to => Class::OpensWay,
            () if home == order.to => Class::ComesHome,
            () if too_much > 0 && !is_open => Class::Overshoots,
            () if home == order.from => Class::LeavesHome,
            () => Class::IsAway,
        };
        tools.candidates.push(Candidate {
            class,
            too_much,
            crossed_mm,
            border_mm,
            unit,
        });
    }
    tools.candidates.sort_unstable();
}

/// Moves the best candidate that its grid can do without; its work.
fn take_one(plan: &mut Plan, tools: &mut Tools, to: u32) -> Option<u64> {
    for place in 0..tools.candidates.len() {
        let unit = tools.candidates[place].unit;
        if tools.walks.stays_whole(plan, unit) {
            plan.shift(unit, to);
            return Some(plan.unit_work(unit));
        }
    }
    None
}

/// Moves a candidate together with what would fall off without it; the work of all.
fn take_bundle(plan: &mut Plan, tools: &mut Tools, order: Order, taken: u64) -> Option<u64> {
    for place in 0..tools.candidates.len().min(4) {
        let unit = tools.candidates[place].unit;
        let off = tools.walks.falls_off(plan, unit);
        let work = off.iter().chain([&unit]).map(|&u| plan.unit_work(u));
        let work: u64 = work.sum();
        if taken + work > order.most || !off.iter().all(|&u| plan.may_leave(u)) {
            continue;
        }
        plan.shift(unit, order.to);
        for &other in &off {
            plan.shift(other, order.to);
        }
        return Some(work);
    }
    None
}

/// Returns units that turn out not to be needed; how much work is left over there.
fn give_back(plan: &mut Plan, tools: &mut Tools, order: Order, mark: usize, taken: u64) -> u64 {
    let mut taken = taken;
    let moved: Vec<u32> = plan.since(mark).iter().map(|step| step.0).collect();
    for &unit in moved.iter().rev() {
        let work = plan.unit_work(unit);
        let is_spare = taken >= order.need + work && plan.home(unit) != order.to;
        if is_spare && touches(plan, unit, order.from) && tools.walks.stays_whole(plan, unit) {
            plan.shift(unit, order.from);
            taken -= work;
        }
    }
    taken
}

/// Whether a unit has a neighbour in a grid.
pub(super) fn touches(plan: &Plan, unit: u32, grid: u32) -> bool {
    let row = plan.problem().graph().neighbours(unit);
    row.iter().any(|next| plan.label(next.unit) == grid)
}
