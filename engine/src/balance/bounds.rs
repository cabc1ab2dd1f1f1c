//! What no plan can undercut, by sums alone.

use super::plan::Plan;
use super::{Band, Bounds, Component, Count, Diagnosis, Hold, Problem};

/// Sums of households up to here are looked at one by one.
const LARGEST: u64 = 1 << 14;

/// Bounds for any plan of a problem; `outside` is how much work lies outside the band in the plan that the bound on
/// relocation shall hold for.
pub(super) fn bounds(problem: &Problem, found: &Diagnosis, outside: u64) -> Bounds {
    Bounds {
        relocation: relocation(problem, outside),
        outside: least_outside(problem, found),
    }
}

/// Households that must move: what grids above the band must lose, or what those below must gain, each rounded up to
/// what whole units sum up to if the plan is to be wholly in the band.
fn relocation(problem: &Problem, outside: u64) -> u64 {
    let Some(today) = &problem.task().today else {
        return 0;
    };
    let plan = Plan::new(problem, today.clone(), problem.task().grids.len());
    let (band, mut lost, mut gained) = (problem.task().band, Vec::new(), Vec::new());
    for grid in 0..plan.grids() as u32 {
        let work = plan.work(grid);
        if work > band.high() {
            lost.push((grid, band.excess(work)));
        } else if work < band.low() && !plan.members(grid).is_empty() {
            gained.push((grid, band.deficit(work)));
        }
    }
    let gained = without_small(&plan, gained);
    if outside == 0 {
        let out = |&(grid, work): &(u32, u64)| least_sum(&plan, work, |home| home == grid);
        let into = |&(grid, work): &(u32, u64)| least_sum(&plan, work, |home| home != grid);
        let out: u64 = lost.iter().map(out).sum();
        let into: u64 = gained.iter().map(into).sum();
        return out.max(into);
    }
    let sum = |list: &[(u32, u64)]| list.iter().map(|&(_, work)| work).sum::<u64>();
    let most = sum(&lost).max(sum(&gained)).saturating_sub(outside);
    fewest_households(&plan, most)
}

/// Without grids below the band that have fewer households than all of those lack together: they may be dissolved
/// instead.
fn without_small(plan: &Plan, mut gained: Vec<(u32, u64)>) -> Vec<(u32, u64)> {
    let lacking: u64 = gained.iter().map(|&(_, work)| work).sum();
    let enough = fewest_households(plan, lacking);
    gained
        .retain(|&(grid, _)| plan.hold(grid) != Hold::Open || plan.load(grid).households >= enough);
    gained
}

/// The fewest households that units with at least so much work together have, if units could be cut.
fn fewest_households(plan: &Plan, work: u64) -> u64 {
    let mut units: Vec<(u64, u64)> = (0..plan.labels().len() as u32)
        .map(|unit| (plan.households(unit), plan.unit_work(unit)))
        .filter(|&(_, work)| work > 0)
        .collect();
    units.sort_unstable_by(|a, b| {
        let (left, right) = (
            u128::from(a.0) * u128::from(b.1),
            u128::from(b.0) * u128::from(a.1),
        );
        left.cmp(&right).then(a.cmp(b))
    });
    let (mut rest, mut households) = (work, 0);
    for (own, of_unit) in units {
        if of_unit >= rest {
            let part = u128::from(own) * u128::from(rest);
            return households + part.div_ceil(u128::from(of_unit)) as u64;
        }
        rest -= of_unit;
        households += own;
    }
    households
}

/// The fewest households of whole units from some grids with at least so much work together.
fn least_sum(plan: &Plan, work: u64, is_from: impl Fn(u32) -> bool) -> u64 {
    let weights = plan.problem().task().weights;
    let is_plain = weights.residents == 0 && weights.minutes == 0 && weights.households > 0;
    let target = work.div_ceil(u64::from(weights.households.max(1)));
    if !is_plain {
        return fewest_households(plan, work);
    }
    if target > LARGEST {
        return target;
    }
    let mut sums = Sums::up_to(target as usize);
    for unit in 0..plan.labels().len() as u32 {
        let may_move = !plan.problem().units()[unit as usize].is_fixed
            && plan.hold(plan.label(unit)) == Hold::Open;
        if may_move && is_from(plan.label(unit)) {
            sums.add(plan.households(unit));
        }
        if sums.least == target {
            break;
        }
    }
    if sums.least == u64::MAX {
        target
    } else {
        sums.least
    }
}

/// Which sums below a target some of the numbers so far have, and the least sum at or above it.
struct Sums {
    words: Vec<u64>,
    target: usize,
    least: u64,
}

impl Sums {
    fn up_to(target: usize) -> Self {
        let mut words = vec![0; target / 64 + 1];
        words[0] = 1;
        let least = if target == 0 { 0 } else { u64::MAX };
        Self {
            words,
            target,
            least,
        }
    }

    fn has(&self, sum: usize) -> bool {
        self.words[sum / 64] >> (sum % 64) & 1 == 1
    }

    fn add(&mut self, number: u64) {
        if number == 0 {
            return;
        }
        let reach = usize::try_from(number)
            .unwrap_or(usize::MAX)
            .min(self.target);
        let passing = (self.target - reach..self.target).find(|&sum| self.has(sum));
        if let Some(sum) = passing {
            self.least = self.least.min(sum as u64 + number);
        }
        self.shift_in(reach);
    }

    /// Adds a number to every sum known, as far as the target.
    fn shift_in(&mut self, by: usize) {
        let (skip, bits) = (by / 64, by % 64);
        for place in (skip..self.words.len()).rev() {
            let low = self.words[place - skip] << bits;
            let high = match (bits, place > skip) {
                (1.., true) => self.words[place - skip - 1] >> (64 - bits),
                _ => 0,
            };
            self.words[place] |= low | high;
        }
    }
}

fn least_outside(problem: &Problem, found: &Diagnosis) -> u64 {
    let band = problem.task().band;
    let work: u64 = found.components.iter().map(|part| part.work).sum();
    let heavy = found.overweight.iter();
    let heavy: u64 = heavy
        .map(|&unit| band.excess(problem.work()[unit as usize]))
        .sum();
    let by_count = match problem.task().count {
        Count::Free => found.components.iter().map(|part| alone(band, part)).sum(),
        Count::Kept | Count::Exactly(_) => {
            let count = u64::from(found.aim);
            let above = work.saturating_sub(band.high().saturating_mul(count));
            above.max(band.low().saturating_mul(count).saturating_sub(work))
        }
    };
    heavy.max(by_count)
}

/// The least work outside the band in a component that may have any number of grids.
fn alone(band: Band, part: &Component) -> u64 {
    let (least, most) = part.counts;
    if least <= most || part.overweight > 0 {
        return 0;
    }
    let above = part
        .work
        .saturating_sub(band.high().saturating_mul(u64::from(most)));
    let below = band.low().saturating_mul(u64::from(most) + 1) - part.work;
    if most == 0 { below } else { above.min(below) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_sum_is_that_of_all_subsets() {
        for seed in 0..400_u64 {
            let numbers: Vec<u64> = (0..9).map(|i| (seed * 37 + i * i * 11) % 83).collect();
            for target in [0, 1, 63, 64, 65, 128, 150] {
                let mut sums = Sums::up_to(target as usize);
                for &number in &numbers {
                    sums.add(number);
                }
                let subset = |mask: u64| (0..9).filter(move |i| mask >> i & 1 == 1);
                let all = (0..512_u64).map(|mask| subset(mask).map(|i| numbers[i as usize]).sum());
                let least = all.filter(|&sum: &u64| sum >= target).min();
                assert_eq!(
                    sums.least,
                    least.unwrap_or(u64::MAX),
                    "{numbers:?} {target}"
                );
            }
        }
    }
}
