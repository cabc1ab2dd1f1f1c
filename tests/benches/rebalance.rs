//! Plans from nothing and plans of today brought into the band after drift, on synthetic ground.
//!
//! `cargo bench -p hexward-tests --bench rebalance` prints what takes how long, on two threads. With the name of a case and a
//! folder it writes the file that other programs are given and our answer beside it (see `scripts/peers/rebalance`), and prints
//! a line of JSON.

use std::fs;
use std::path::Path;
use std::time::Instant;

use hexward_engine::Watch;
use hexward_engine::balance::{Band, Count, Outcome, Problem, Proof, frontier, solve_all};
use hexward_engine::layer::Threads;
use hexward_tests::graphs::peers::{Question, line};
use hexward_tests::graphs::{Ground, Parent};

/// What is asked: how much ground, for how many parents, how many households a grid.
struct Case {
    name: &'static str,
    units: usize,
    parents: usize,
    households: u64,
    has_today: bool,
}

const CASES: &[Case] = &[
    case("fresh-10k", 10_000, 1, 2_100, false),
    case("fresh-100k", 100_000, 1, 2_100, false),
    case("fresh-1m", 1_000_000, 1, 2_100, false),
    case("fresh-1m-in-2000", 1_000_000, 2_000, 2_100, false),
    case("drift-2k", 2_000, 1, 2_100, true),
    case("drift-100k-in-1000", 100_000, 1_000, 437, true),
    case("drift-1m-in-2000", 1_000_000, 2_000, 2_100, true),
];

const fn case(
    name: &'static str,
    units: usize,
    parents: usize,
    households: u64,
    has_today: bool,
) -> Case {
    Case {
        name,
        units,
        parents,
        households,
        has_today,
    }
}

/// Tolerance around the mean of the parent.
const PERMILLE: u64 = 50;
const SEED: u64 = 1;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let words: Vec<&str> = words
        .into_iter()
        .filter(|word| *word != "--bench")
        .collect();
    match words.as_slice() {
        [] => {
            for case in CASES {
                println!("{}", run(case, None));
            }
            free_counts();
            one_frontier();
        }
        [name, folder] => {
            let case = CASES.iter().find(|case| case.name == *name);
            let case = case.expect("the name of a case");
            println!("{}", run(case, Some(Path::new(folder))));
        }
        _ => println!("usage: rebalance [CASE FOLDER]"),
    }
}

/// Solves a case and says how long it took and what came of it.
fn run(case: &Case, folder: Option<&Path>) -> String {
    let mut ground = Ground::draw(case.units, SEED);
    let mut parents = match case.parents {
        1 => vec![ground.whole()],
        count => ground.parents(count, SEED),
    };
    let grids: Vec<u32> = parents.iter().map(|p| p.grids(case.households)).collect();
    let mut today = None;
    if case.has_today {
        let outcomes = solved(&fresh(&parents, &grids)).0;
        today = Some(outcomes.into_iter().map(|o| o.labels).collect::<Vec<_>>());
        ground.households = ground.later(SEED);
        parents = parents
            .iter()
            .map(|parent| parent.with_households(&ground.households))
            .collect();
    }
    let problems = match &today {
        None => fresh(&parents, &grids),
        Some(plans) => drifted(&parents, &grids, plans),
    };
    let (outcomes, cost) = solved(&problems);
    let line = measured(case.name, &outcomes, &cost);
    if let Some(folder) = folder {
        let bands = bands(&parents, &grids);
        let question = Question {
            ground,
            parents,
            grids,
            bands,
            today,
        };
        let file = folder.join(case.name);
        question.write(&file).expect("written");
        let answer: Vec<Vec<u32>> = outcomes.into_iter().map(|o| o.labels).collect();
        let file = folder.join(format!("{}.hexward", case.name));
        question.write_answer(&answer, &file).expect("written");
    }
    line
}

fn bands(parents: &[Parent], grids: &[u32]) -> Vec<Band> {
    let pairs = parents.iter().zip(grids);
    pairs
        .map(|(parent, &grids)| parent.band(grids, PERMILLE))
        .collect()
}

fn fresh(parents: &[Parent], grids: &[u32]) -> Vec<Problem> {
    let bands = bands(parents, grids);
    let all = parents.iter().zip(grids).zip(bands);
    all.map(|((parent, &grids), band)| parent.fresh(Count::Exactly(grids), band))
        .collect()
}

fn drifted(parents: &[Parent], grids: &[u32], plans: &[Vec<u32>]) -> Vec<Problem> {
    let bands = bands(parents, grids);
    let all = parents.iter().zip(plans).zip(bands);
    all.map(|((parent, plan), band)| parent.rebalanced(plan, Count::Kept, band))
        .collect()
}

/// What it took.
struct Cost {
    wall_s: f64,
    processor_s: f64,
    peak_mb: u64,
    grown_mb: u64,
}

fn solved(problems: &[Problem]) -> (Vec<Outcome>, Cost) {
    // the most memory held counts from here on
    fs::write("/proc/self/clear_refs", "5").ok();
    let before_mb = status_mb("VmRSS:");
    let (clock, processor_s) = (Instant::now(), processor_s());
    let outcomes = solve_all(problems, Threads::new(2), &Watch::default(), &|_, _| {});
    let peak_mb = status_mb("VmHWM:");
    let cost = Cost {
        wall_s: clock.elapsed().as_secs_f64(),
        processor_s: self::processor_s() - processor_s,
        peak_mb,
        grown_mb: peak_mb.saturating_sub(before_mb),
    };
    (outcomes, cost)
}

fn measured(name: &str, outcomes: &[Outcome], cost: &Cost) -> String {
    let sum = |of: &dyn Fn(&Outcome) -> u64| outcomes.iter().map(of).sum::<u64>();
    let rounded = |seconds: f64| (seconds * 1000.0).round() / 1000.0;
    let proved = outcomes.iter().filter(|o| o.proof == Proof::Optimal);
    line(&[
        ("case", name.into()),
        ("wall_s", rounded(cost.wall_s).into()),
        ("processor_s", rounded(cost.processor_s).into()),
        ("peak_mb", cost.peak_mb.into()),
        ("grown_mb", cost.grown_mb.into()),
        ("grids", sum(&|o| o.after.count.into()).into()),
        ("in_band", sum(&|o| o.after.in_band.into()).into()),
        ("loose_parts", sum(&|o| o.after.loose_parts.into()).into()),
        ("moved", sum(&|o| o.after.moved_households).into()),
        ("bound", sum(&|o| o.bounds.relocation).into()),
        ("proved", proved.count().into()),
        ("parents", outcomes.len().into()),
    ])
}

/// 48,000 grids of 300 to 500 households in 10,000 parents, whose number may change after drift.
fn free_counts() {
    let ground = Ground::draw(1_000_000, SEED);
    let band = Band::new(300, 500).expect("a band");
    let parents = ground.parents(10_000, SEED);
    let fresh = parents
        .iter()
        .map(|p| p.fresh(Count::Free, band))
        .collect::<Vec<_>>();
    let (plans, cost) = solved(&fresh);
    println!("{}", measured("fresh-1m-in-10000-free", &plans, &cost));
    let later = ground.later(SEED);
    let drifted = parents.iter().zip(&plans).map(|(parent, plan)| {
        let parent = parent.with_households(&later);
        parent.rebalanced(&plan.labels, Count::Free, band)
    });
    let (after, cost) = solved(&drifted.collect::<Vec<_>>());
    println!("{}", measured("drift-1m-in-10000-free", &after, &cost));
}

/// Six tolerances of one street.
fn one_frontier() {
    let ground = Ground::draw(20_000, SEED);
    let parents = ground.parents(40, SEED);
    let grids: Vec<u32> = parents.iter().map(|p| p.grids(437)).collect();
    let plans = solved(&fresh(&parents, &grids)).0;
    let plans: Vec<Vec<u32>> = plans.into_iter().map(|o| o.labels).collect();
    let later = ground.later(SEED);
    let parents: Vec<Parent> = parents.iter().map(|p| p.with_households(&later)).collect();
    let problems = drifted(&parents, &grids, &plans);
    let clock = Instant::now();
    let tolerances = [20, 50, 80, 100, 150, 200];
    let points = frontier(&problems, &tolerances, Threads::new(2), &Watch::default());
    let wall_s = clock.elapsed().as_secs_f64();
    println!("frontier of 20,000 units in {wall_s:.2} s");
    for point in points.expect("bands around the middle") {
        println!("{point:?}");
    }
}

/// Seconds of processor that this process took, in ticks of a hundredth.
fn processor_s() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after.split_whitespace().skip(11).take(2);
    ticks
        .filter_map(|word| word.parse::<f64>().ok())
        .sum::<f64>()
        / 100.0
}

fn status_mb(key: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let own = status.lines().find_map(|line| line.strip_prefix(key));
    let kilobytes = own.and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1024
}
