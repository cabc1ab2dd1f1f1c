//! What GEOS says of the same coverages, through shapely (2.1 or later).
//!
//! `HEXWARD_PYTHON` names the interpreter that has shapely, `python3` otherwise. All of it:
//! `cargo test --release --test coverage -- --ignored --nocapture geos`.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use hexward_engine::geom::{Fault, Polygon, Position, Region, Ring, validate};
use serde_json::{Value, json};

use super::partitions::{Sequence, borrowed, crooked, voronoi};

/// What GEOS says of one coverage.
pub struct Opinion {
    pub valid: bool,
    pub members: BTreeSet<usize>,
}

fn python() -> String {
    std::env::var("HEXWARD_PYTHON").unwrap_or_else(|_unset| "python3".to_owned())
}

/// Whether GEOS can be asked; says so when it cannot.
pub fn is_there() -> bool {
    let check = "import shapely; shapely.coverage_invalid_edges";
    let ran = Command::new(python())
        .args(["-c", check])
        .stderr(Stdio::null())
        .status();
    let there = ran.is_ok_and(|status| status.success());
    if !there {
        println!(
            "skipped: {} has no shapely 2.1, so GEOS cannot be asked",
            python()
        );
    }
    there
}

/// The opinion of GEOS on each of these coverages.
pub fn opinions(coverages: &[Vec<Region>]) -> Vec<Opinion> {
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
        let members = answer["members"].as_array().expect("a list").iter();
        Opinion {
            valid: answer["valid"] == true,
            members: members
                .map(|m| m.as_u64().expect("a number") as usize)
                .collect(),
        }
    });
    let answers: Vec<Opinion> = answers.collect();
    writer.join().expect("written");
    assert!(child.wait().expect("python ends").success());
    assert_eq!(answers.len(), coverages.len());
    answers
}

fn chains(regions: &[Region]) -> Value {
    let ring = |ring: &Ring| {
        let vertices = ring.vertices().iter().chain(ring.vertices().first());
        vertices
            .map(|v| json!([v.lon(), v.lat()]))
            .collect::<Vec<Value>>()
    };
    let polygon = |polygon: &Polygon| polygon.rings().map(ring).collect::<Vec<_>>();
    let member = |region: &Region| region.polygons().iter().map(polygon).collect::<Vec<_>>();
    json!(regions.iter().map(member).collect::<Vec<_>>())
}

/// Our own opinion in the same form: gaps do not make a coverage invalid there.
pub fn ours(faults: &[Fault]) -> Opinion {
    let breaking: Vec<&Fault> = faults
        .iter()
        .filter(|fault| fault.kind.breaks_coverage())
        .collect();
    Opinion {
        valid: breaking.is_empty(),
        members: breaking
            .iter()
            .flat_map(|fault| fault.members.iter().copied())
            .collect(),
    }
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
    match random.below(8) {
        0 => regions.push(region),
        1 => {
            regions.remove(member);
        }
        2 => {
            regions[member] = with_chain(
                &region,
                |chain, k| {
                    chain.remove(k % chain.len());
                },
                &mut random,
            )?
        }
        3 => {
            let (dx, dy) = (random.below(9) as i64 - 4, random.below(9) as i64 - 4);
            regions.push(shifted(&region, dx, dy));
        }
        4 => {
            let (dx, dy) = (random.below(7) as i64 - 3, random.below(7) as i64 - 3);
            regions[member] = shifted(&region, dx, dy);
        }
        5 => {
            let far = random.below(half as usize) as i64;
            regions[member] = with_chain(
                &region,
                |chain, k| move_by(chain, k, far, -far),
                &mut random,
            )?;
        }
        6 => {
            regions[member] = with_chain(&region, |chain, k| insert_middle(chain, k), &mut random)?
        }
        _ => {
            regions[member] = with_chain(&region, |chain, k| move_by(chain, k, 1, 0), &mut random)?
        }
    }
    (!regions.is_empty()).then_some(regions)
}

fn move_by(chain: &mut [Position], place: usize, dx: i64, dy: i64) {
    let place = place % chain.len();
    let old = chain[place];
    chain[place] = Position::clamped(i64::from(old.lon()) + dx, i64::from(old.lat()) + dy);
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

fn with_chain(
    region: &Region,
    change: impl Fn(&mut Vec<Position>, usize),
    random: &mut Sequence,
) -> Option<Region> {
    let mut chain = region.polygons()[0].outer().vertices().to_vec();
    change(&mut chain, random.below(1000));
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

fn compare(seeds: std::ops::Range<u64>) {
    let coverages: Vec<Vec<Region>> = seeds.filter_map(mutated).collect();
    let (mut invalid, mut same_members, mut ours_only, mut theirs_only) = (0, 0, 0, 0);
    for (regions, theirs) in coverages.iter().zip(opinions(&coverages)) {
        let faults = validate(&borrowed(regions));
        let ours = ours(&faults);
        assert_eq!(
            ours.valid,
            theirs.valid,
            "{:?} {:?}: {faults:#?}",
            theirs.members,
            chains(regions).to_string()
        );
        invalid += usize::from(!ours.valid);
        same_members += usize::from(ours.members == theirs.members);
        ours_only += ours.members.difference(&theirs.members).count();
        theirs_only += theirs.members.difference(&ours.members).count();
    }
    println!(
        "GEOS agrees on {} of {} coverages ({invalid} invalid); the same members are named in {same_members}, {ours_only} members are named by us only, {theirs_only} by GEOS only",
        coverages.len(),
        coverages.len()
    );
}

#[test]
fn geos_agrees_on_a_sample() {
    if is_there() {
        compare(0..60);
    }
}

#[test]
#[ignore = "a minute: more than a thousand mutated coverages"]
fn geos_agrees_on_a_thousand() {
    if is_there() {
        compare(1_000..2_400);
    }
}
