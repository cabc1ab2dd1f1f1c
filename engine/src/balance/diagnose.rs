//! What can be said before the search: by weights, locks and components alone.

use super::pieces::{Walks, components};
use super::plan::Plan;
use super::{Band, Cause, Component, Count, Diagnosis, Hold, Problem};

/// What is known of a parent without searching: parts, heavy units, broken grids, how many grids can be in the band,
/// and every reason why no plan can meet the task. O(n + m).
pub fn diagnose(problem: &Problem) -> Diagnosis {
    let parts = components(problem.graph());
    let mut found = Diagnosis {
        components: parts.iter().map(|part| component(problem, part)).collect(),
        ..Diagnosis::default()
    };
    let high = problem.task().band.high();
    let heavy = |&unit: &u32| problem.work()[unit as usize] > high;
    found.overweight = (0..problem.work().len() as u32).filter(heavy).collect();
    found.counts = total(&found.components);
    found.aim = aims(problem, &parts, &found.components).iter().sum();
    note_units(problem, &mut found);
    note_components(problem, &mut found);
    note_count(problem, &mut found);
    note_holds(problem, &mut found);
    found
}

fn component(problem: &Problem, part: &[u32]) -> Component {
    let band = problem.task().band;
    let work_of = |&unit: &u32| problem.work()[unit as usize];
    let heavy = part.iter().map(work_of).filter(|&work| work > band.high());
    let (overweight, dedicated) = heavy.fold((0, 0), |(sum, count), work| (sum + work, count + 1));
    let work = part.iter().map(work_of).sum();
    let others = part.len() as u32 - dedicated;
    let (least, most) = counts_of(band, work - overweight, others, dedicated > 0);
    let least = least.max(least_below_caps(problem, part).saturating_sub(dedicated));
    Component {
        first: part[0],
        units: part.len() as u32,
        work,
        overweight,
        counts: (dedicated + least, dedicated + most),
    }
}

/// The least and the most grids in the band that so much work of so many units can be divided into.
fn counts_of(band: Band, work: u64, units: u32, has_dedicated: bool) -> (u32, u32) {
    if units == 0 || (has_dedicated && work < band.low()) {
        return (0, 0);
    }
    let least = work.div_ceil(band.high()).max(1).min(u64::from(u32::MAX));
    let most = work.checked_div(band.low()).unwrap_or(u64::MAX);
    (least as u32, most.min(u64::from(units)) as u32)
}

/// The fewest grids that so much of each criterion fits into.
fn least_below_caps(problem: &Problem, part: &[u32]) -> u32 {
    let grids_for = |cap: &super::Cap| {
        let loads = part.iter().map(|&unit| problem.units()[unit as usize].load);
        let total: u64 = loads.map(|load| load.of(cap.criterion)).sum();
        total.div_ceil(cap.at_most.max(1)).min(part.len() as u64) as u32
    };
    problem.task().caps.iter().map(grids_for).max().unwrap_or(0)
}

fn total(components: &[Component]) -> Option<(u32, u32)> {
    let sum = |(least, most): (u32, u32), part: &Component| {
        let (low, high) = part.counts;
        (low <= high).then(|| (least + low, most.saturating_add(high)))
    };
    components.iter().try_fold((0, 0), sum)
}

/// How many grids each component shall have.
pub(super) fn aims(problem: &Problem, parts: &[Vec<u32>], found: &[Component]) -> Vec<u32> {
    let today = grids_today(problem, parts);
    let band = problem.task().band;
    let by_weight = |part: &Component| best_count(band, part, middle_count(band, part));
    let mut aims: Vec<u32> = match (problem.task().count, &today) {
        (Count::Free, Some(today)) => {
            let near = |(part, &count)| best_count(band, part, count);
            found.iter().zip(today).map(near).collect()
        }
        (_, Some(today)) => today.iter().map(|&count| count.max(1)).collect(),
        (_, None) => found.iter().map(by_weight).collect(),
    };
    if let Count::Exactly(count) = problem.task().count {
        spread(&mut aims, found, count);
    }
    aims
}

/// How many grids have most of their households, then units, in each component.
fn grids_today(problem: &Problem, parts: &[Vec<u32>]) -> Option<Vec<u32>> {
    let today = problem.task().today.as_ref()?;
    let mut most = vec![(0_u64, 0_u32, 0_usize); problem.task().grids.len()];
    let mut sums = vec![(0_u64, 0_u32); most.len()];
    for (place, part) in parts.iter().enumerate() {
        for &unit in part {
            let sum = &mut sums[today[unit as usize] as usize];
            sum.0 += problem.units()[unit as usize].load.households;
            sum.1 += 1;
        }
        for &unit in part {
            let grid = today[unit as usize] as usize;
            let (households, units) = std::mem::take(&mut sums[grid]);
            if (households, units) > (most[grid].0, most[grid].1) {
                most[grid] = (households, units, place);
            }
        }
    }
    let mut counts = vec![0; parts.len()];
    for (_, _, place) in most.iter().filter(|(_, units, _)| *units > 0) {
        counts[*place] += 1;
    }
    Some(counts)
}

fn middle_count(band: Band, part: &Component) -> u32 {
    let middle = (band.low().midpoint(band.high())).max(1);
    let (_, most) = part.counts;
    let rest = part.work - part.overweight;
    let by_work = (rest + middle / 2) / middle;
    let dedicated = most.saturating_sub(most.min(part.units));
    (by_work as u32).saturating_add(dedicated).max(1)
}

/// The number nearest to the wanted one that can be in the band; if there is none, the one that misses it least.
fn best_count(band: Band, part: &Component, wanted: u32) -> u32 {
    let (least, most) = part.counts;
    let count = if least <= most {
        wanted.clamp(least, most)
    } else {
        let misses = |count: &u32| {
            let share = part.work / u64::from((*count).max(1));
            u128::from(*count) * u128::from(band.outside(share)).pow(2)
        };
        [most, least].into_iter().min_by_key(misses).unwrap_or(1)
    };
    count.clamp(1, part.units)
}

/// Changes the numbers, by work, until they sum up to the wanted one, as far as each component allows.
fn spread(aims: &mut [u32], found: &[Component], wanted: u32) {
    let mut sum: u32 = aims.iter().sum();
    let load = |count: u32, place: usize| (found[place].work / u64::from(count.max(1)), place);
    while sum != wanted {
        let places = 0..aims.len();
        let chosen = if sum < wanted {
            let open = places.filter(|&place| aims[place] < found[place].units);
            open.max_by_key(|&place| load(aims[place], place))
        } else {
            let open = places.filter(|&place| aims[place] > 1);
            open.min_by_key(|&place| load(aims[place] - 1, place))
        };
        let Some(chosen) = chosen else {
            return;
        };
        if sum < wanted {
            aims[chosen] += 1;
            sum += 1;
        } else {
            aims[chosen] -= 1;
            sum -= 1;
        }
    }
}

fn note_units(problem: &Problem, found: &mut Diagnosis) {
    for &unit in &found.overweight {
        let work = problem.work()[unit as usize];
        found.causes.push(Cause::Overweight { unit, work });
    }
    for (unit, of_unit) in problem.units().iter().enumerate() {
        for (cap, limit) in problem.task().caps.iter().enumerate() {
            if of_unit.load.of(limit.criterion) > limit.at_most {
                found.causes.push(Cause::AboveCap {
                    unit: unit as u32,
                    cap: cap as u32,
                });
            }
        }
    }
}

fn note_components(problem: &Problem, found: &mut Diagnosis) {
    let band = problem.task().band;
    for part in &found.components {
        let (least, most) = part.counts;
        let (first, work) = (part.first, part.work - part.overweight);
        if least <= most {
            continue;
        }
        found.causes.push(if work < band.low() {
            Cause::TooLittle { first, work }
        } else {
            let grids = least.saturating_sub(1);
            Cause::Between { first, work, grids }
        });
    }
}

fn note_count(problem: &Problem, found: &mut Diagnosis) {
    let (least, most) = found.counts.unwrap_or((0, u32::MAX));
    let least = least.max(found.components.len() as u32);
    let asked = match problem.task().count {
        Count::Exactly(count) => count,
        Count::Kept if problem.task().today.is_some() => found.aim,
        _ => return,
    };
    if !(least..=most).contains(&asked) {
        found.causes.push(Cause::Count { asked, least, most });
    }
}

fn note_holds(problem: &Problem, found: &mut Diagnosis) {
    let Some(today) = &problem.task().today else {
        return;
    };
    let band = problem.task().band;
    let plan = Plan::new(problem, today.clone(), problem.task().grids.len());
    let mut walks = Walks::new(today.len());
    for grid in 0..plan.grids() as u32 {
        let (work, hold) = (plan.work(grid), plan.hold(grid));
        if plan.members(grid).is_empty() {
            continue;
        }
        let is_whole = walks.is_whole(&plan, grid);
        if !is_whole {
            found.broken.push(grid);
        }
        if hold != Hold::Open && !is_whole {
            found.causes.push(Cause::HeldBroken { grid });
        }
        if hold != Hold::Open && work > band.high() {
            found.causes.push(Cause::HeldAbove { grid, work });
        }
        if hold == Hold::Closed && work < band.low() {
            found.causes.push(Cause::HeldBelow { grid, work });
        }
    }
}
