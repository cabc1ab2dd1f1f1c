//! What GEOS says of the same coverages, through shapely (2.1 or later).
//!
//! `HEXWARD_PYTHON` names the interpreter that has shapely, `python3` otherwise. All of it:
//! `cargo test --release --test coverage -- --ignored --nocapture geos`.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use hexward_engine::geom::{Draft, Fault, Polygon, Position, Region, Ring, validate};
use hexward_tests::shared::skipped;
use serde_json::{Value, json};

use super::partitions::{Sequence, at, borrowed, crooked, voronoi};

/// What GEOS says of one coverage.
pub(crate) struct Opinion {
    pub(crate) valid: bool,
    pub(crate) members: BTreeSet<usize>,
    pub(crate) invalid: BTreeSet<usize>,
}

fn python() -> String {
    std::env::var("HEXWARD_PYTHON").unwrap_or_else(|_unset| "python3".to_owned())
}

/// Whether GEOS can be asked; says so once when it cannot.
pub(crate) fn is_there() -> bool {
    static THERE: LazyLock<bool> = LazyLock::new(|| {
        let check = "import shapely; shapely.coverage_invalid_edges";
        let mut command = Command::new(python());
        let ran = command.args(["-c", check]).stderr(Stdio::null()).status();
        let there = ran.is_ok_and(|status| status.success());
        if !there {
            skipped(&format!(
                "GEOS is not asked, {} has no shapely 2.1",
                python()
            ));
        }
        there
    });
    *THERE
}

/// The opinion of GEOS on each of these coverages.
pub(crate) fn opinions(coverages: &[Vec<Draft>]) -> Vec<Opinion> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/coverage/geos.py");
    let mut child = Command::new(python())
        .arg(std::env::var("HEXWARD_GEOS_SCRIPT").unwrap_or_else(|_unset| script.to_owned()))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python runs");
    let lines: Vec<String> = coverages
        .iter()
        .map(|regions| chains(regions).to_string())
        .collect();
    let mut input = child.stdin.take().expect("a pipe");
    let writer = std::thread::spawn(move || {
        for line in lines {
            writeln!(input, "{line}").expect("python reads");
        }
    });
    let output = BufReader::new(child.stdout.take().expect("a pipe"));
    let answers = output.lines().map(|line| {
        let answer: Value = serde_json::from_str(&line.expect("a line")).expect("json");
        let numbers = |key: &str| {
            let list = answer[key].as_array().expect("a list").iter();
            list.map(|m| m.as_u64().expect("a number") as usize)
                .collect()
        };
        Opinion {
            valid: answer["valid"] == true,
            members: numbers("members"),
            invalid: numbers("invalid"),
        }
    });
    let answers: Vec<Opinion> = answers.collect();
    writer.join().expect("written");
    assert!(child.wait().expect("python ends").success());
    assert_eq!(answers.len(), coverages.len());
    answers
}

fn chains(drafts: &[Draft]) -> Value {
    let position = |v: &Position| json!([v.lon(), v.lat()]);
    let chain = |chain: &Vec<Position>| chain.iter().map(position).collect::<Vec<Value>>();
    let polygon = |chains: &Vec<Vec<Position>>| chains.iter().map(chain).collect::<Vec<_>>();
    let member = |draft: &Draft| draft.polygons.iter().map(polygon).collect::<Vec<_>>();
    json!(drafts.iter().map(member).collect::<Vec<_>>())
}

/// The drafts of regions.
pub(crate) fn drafts(regions: &[Region]) -> Vec<Draft> {
    regions.iter().map(Draft::of).collect()
}

/// The members that faults name; gaps do not make a coverage invalid there.
pub(crate) fn named(faults: &[Fault]) -> BTreeSet<usize> {
    let breaking = faults.iter().filter(|fault| fault.kind.breaks_coverage());
    breaking
        .flat_map(|fault| fault.members.iter().copied())
        .collect()
}

/// A coverage with one thing changed; `None` when that gives no valid polygons.
fn mutated(seed: u64) -> Option<Vec<Region>> {
    let mut random = Sequence(seed);
    let count = 2 + random.below(30);
    let half = [60, 400, 20_000, 400_000][random.below(4)];
    let pieces = 1 + random.below(3) as i64;
    let straight = voronoi(count.min(half as usize / 12), half, random.next());
    let mut regions = if half > 1000 {
        crooked(&straight, pieces)
    } else {
        straight
    };
    let member = random.below(regions.len());
    let region = regions[member].clone();
    let far = random.below(half as usize) as i64;
    let mut near = || (random.below(9) as i64 - 4, random.below(9) as i64 - 4);
    let ((dx, dy), (x, y)) = (near(), near());
    let place = random.below(1000);
    let changed = |change: &dyn Fn(&mut Vec<Position>)| with_chain(&region, change);
    match random.below(8) {
        0 => regions.push(region),
        1 => drop(regions.remove(member)),
        2 => regions[member] = changed(&|chain| leave_out(chain, place))?,
        3 => regions.push(shifted(&region, dx, dy)),
        4 => regions[member] = shifted(&region, x, y),
        5 => regions[member] = changed(&|chain| move_by(chain, place, far, -far))?,
        6 => regions[member] = changed(&|chain| insert_middle(chain, place))?,
        _ => regions[member] = changed(&|chain| move_by(chain, place, 1, 0))?,
    }
    (!regions.is_empty()).then_some(regions)
}

fn move_by(chain: &mut [Position], place: usize, dx: i64, dy: i64) {
    let place = place % chain.len();
    let old = chain[place];
    chain[place] = Position::clamped(i64::from(old.lon()) + dx, i64::from(old.lat()) + dy);
}

fn leave_out(chain: &mut Vec<Position>, place: usize) {
    chain.remove(place % chain.len());
}

fn insert_middle(chain: &mut Vec<Position>, place: usize) {
    let place = place % chain.len();
    let (a, b) = (chain[place], chain[(place + 1) % chain.len()]);
    let middle = |a: i32, b: i32| i64::midpoint(i64::from(a), i64::from(b));
    chain.insert(
        place + 1,
        Position::clamped(middle(a.lon(), b.lon()), middle(a.lat(), b.lat())),
    );
}

fn with_chain(region: &Region, change: &dyn Fn(&mut Vec<Position>)) -> Option<Region> {
    let mut chain = region.polygons()[0].outer().vertices().to_vec();
    change(&mut chain);
    let holes = region.polygons()[0].holes().to_vec();
    let mut polygons = region.polygons().to_vec();
    polygons[0] = Polygon::new(Ring::new(&chain).ok()?, holes).ok()?;
    Region::new(polygons).ok()
}

fn shifted(region: &Region, dx: i64, dy: i64) -> Region {
    let moved = |ring: &Ring| {
        let chain = ring
            .vertices()
            .iter()
            .map(|v| Position::clamped(i64::from(v.lon()) + dx, i64::from(v.lat()) + dy));
        Ring::new(&chain.collect::<Vec<_>>()).expect("a ring")
    };
    let polygons = region.polygons().iter().map(|polygon| {
        let holes = polygon.holes().iter().map(moved).collect();
        Polygon::new(moved(polygon.outer()), holes).expect("a polygon")
    });
    Region::new(polygons.collect()).expect("a region")
}

/// A few polygons with corners on so few positions that they touch, overlap and match in every way.
fn crowded(seed: u64) -> Option<Vec<Region>> {
    let mut random = Sequence(seed ^ 0xc0de);
    let side = 4 + random.below(5);
    let mut regions = Vec::new();
    for _ in 0..2 + random.below(3) {
        let mut corner = || at(random.below(side) as i32, random.below(side) as i32);
        let chain = [corner(), corner(), corner(), corner(), corner()];
        let count = 3 + random.below(3);
        if let Ok(ring) = Ring::new(&chain[..count]) {
            regions.push(Region::single(
                Polygon::new(ring, vec![]).expect("a polygon"),
            ));
        }
    }
    (regions.len() > 1).then_some(regions)
}

fn compare(name: &str, coverages: &[Vec<Region>]) {
    let asked: Vec<Vec<Draft>> = coverages.iter().map(|regions| drafts(regions)).collect();
    let (mut invalid, mut same, mut ours_only) = (0, 0, 0);
    for ((regions, drafts), theirs) in coverages.iter().zip(&asked).zip(opinions(&asked)) {
        let faults = validate(&borrowed(regions));
        let named = named(&faults);
        let valid = named.is_empty();
        assert_eq!(valid, theirs.valid, "{faults:#?} {}", chains(drafts));
        // GEOS marks an edge only where it has no match, we name both members of each overlap
        assert!(
            named.is_superset(&theirs.members),
            "{faults:#?} {}",
            chains(drafts)
        );
        invalid += usize::from(!valid);
        same += usize::from(named == theirs.members);
        ours_only += named.difference(&theirs.members).count();
    }
    println!(
        "GEOS agrees on all of {} {name} coverages, {invalid} of them invalid; both name the same members in {same}, we name {ours_only} more",
        coverages.len(),
    );
}

#[test]
fn geos_agrees_on_a_sample() {
    if is_there() {
        compare("mutated", &(0..60).filter_map(mutated).collect::<Vec<_>>());
        compare("crowded", &(0..200).filter_map(crowded).collect::<Vec<_>>());
    }
}

#[test]
#[ignore = "a minute: more than a thousand mutated coverages and many crowded ones"]
fn geos_agrees_on_thousands() {
    if is_there() {
        compare(
            "mutated",
            &(1_000..2_400).filter_map(mutated).collect::<Vec<_>>(),
        );
        compare(
            "crowded",
            &(0..40_000).filter_map(crowded).collect::<Vec<_>>(),
        );
    }
}
