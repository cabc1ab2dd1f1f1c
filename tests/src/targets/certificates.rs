//! Certificates: what the verifier accepts is true of the ground, as places between the lattice positions show.

use std::collections::BTreeMap;
use std::fmt::Write;

use hexward::verify::verify;
use sha2::{Digest, Sha256};

use super::Target;
use super::choices::Choices;
use super::oracle::{Side, side};

/// Small certificates made of choices: squares that are divided, with changes.
pub(super) const GROUND: Target = Target {
    name: "certificate-ground",
    run: ground,
    seeds: &[
        "7001",
        "700112233",
        "70021234567890",
        "700311223344556677",
        "7002000000000000000000",
        "70010101010101010101010101",
    ],
    words: &["0", "1", "11", "012"],
};

/// Certificates as texts, sealed anew.
pub(super) const TEXT: Target = Target {
    name: "certificate-text",
    run: text,
    seeds: &[
        "hexward-certificate\t2\nplace\tx\nrevision\t0\ntier\tgrid\t2\ngrid\tA\t-\t1\nring\t4\t0 0 4 0 4 8 0 8\n\
         grid\tB\t-\t2\nring\t4\t4 0 8 0 8 8 4 8\nring\t4\t5 2 5 3 6 3 6 2\naddresses\tgrid\t2\n\
         address\ta\t1 1\tx\t-\tA code\tA\tstated\t2\t5\naddress\tb\t4 4\tx\ta\tB point\tA\tinside\t1\t0\ntally\tA\t2\t3\t5\ntally\tB\t0\t0\t0\n\
         total\t2\t2\t2\t3\t5\n",
        "hexward-certificate\t2\nplace\tx\nrevision\t7\ntier\tcommunity\t1\ngrid\tC\t-\t1\nring\t4\t0 0 4 0 4 4 0 4\n\
         tier\tgrid\t1\ngrid\tG\tC\t1\nring\t4\t0 0 4 0 4 4 0 4\ntotal\t2\t0\t0\t0\t0\n",
        "hexward-certificate\t2\nplace\t\nrevision\t0\ntotal\t0\t0\t0\t0\t0\n",
    ],
    words: &[
        "\t",
        "\n",
        "-",
        " ",
        "0",
        "1",
        "4",
        "-1",
        "18446744073709551615",
        "1800000000",
        "-1800000000",
        "900000001",
        "ring\t4\t",
        "grid\t",
        "tier\tmicro\t1\n",
        "address\t",
        "tally\t",
        "total\t",
        "sha256\t",
        "inside",
        "border",
        "stated",
        " code",
        " point",
    ],
};

/// The rings of one grid, in half steps.
type Ground = Vec<((i128, i128), (i128, i128))>;

/// What a text says of its grids: tier, code, parent, ground.
struct Told<'a> {
    tier: &'a str,
    code: &'a str,
    parent: &'a str,
    ground: Ground,
}

/// Seals lines and asks the verifier; what it accepts must be so.
fn judge(lines: &str) {
    let mut sealed = lines.to_owned();
    writeln!(sealed, "sha256\t{:x}", Sha256::digest(lines)).expect("a string takes it");
    match verify(sealed.as_bytes()) {
        Err(faults) => assert!(
            faults
                .iter()
                .all(|f| !f.place.is_empty() && !f.reason.is_empty())
        ),
        Ok(proved) => {
            let told = told(lines);
            assert_eq!(proved.grids, told.len() as u64);
            check_ground(&told, lines);
            check_addresses(&told, lines);
        }
    }
    assert!(verify(lines.as_bytes()).is_err(), "not sealed");
}

fn told(lines: &str) -> Vec<Told<'_>> {
    let mut told: Vec<Told<'_>> = Vec::new();
    let mut tier = "";
    for line in lines.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        match fields[..] {
            ["tier", name, _] => tier = name,
            ["grid", code, parent, _] => told.push(Told {
                tier,
                code,
                parent,
                ground: Vec::new(),
            }),
            ["ring", _, positions] => {
                let numbers: Vec<i128> = positions
                    .split(' ')
                    .map(|n| n.parse().expect("it was accepted"))
                    .collect();
                let vertices: Vec<_> = numbers.chunks(2).map(|p| (2 * p[0], 2 * p[1])).collect();
                let next = vertices.iter().cycle().skip(1);
                let last = told.last_mut().expect("rings come after their grid");
                last.ground
                    .extend(vertices.iter().copied().zip(next.copied()));
            }
            _ => {}
        }
    }
    told
}

/// No place lies in two grids of a tier, and a parent holds a place exactly when a child does.
fn check_ground(told: &[Told<'_>], lines: &str) {
    let corners: Vec<_> = told
        .iter()
        .flat_map(|grid| &grid.ground)
        .map(|edge| edge.0)
        .collect();
    let mut places = Vec::new();
    for &(x, y) in corners.iter().take(60) {
        places.extend([
            (x + 1, y + 1),
            (x + 1, y - 1),
            (x - 1, y + 1),
            (x - 1, y - 1),
        ]);
    }
    for place in places {
        let mut held: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        let mut in_tier: BTreeMap<&str, usize> = BTreeMap::new();
        let sides: Vec<Side> = told.iter().map(|grid| side(&grid.ground, place)).collect();
        if sides.contains(&Side::Border) {
            continue;
        }
        for (grid, side) in told.iter().zip(&sides) {
            let inside = usize::from(*side == Side::Inside);
            *held.entry((grid.tier, grid.parent)).or_default() += inside;
            *in_tier.entry(grid.tier).or_default() += inside;
        }
        assert!(
            in_tier.values().all(|&count| count < 2),
            "{place:?}\n{lines}"
        );
        for ((_, parent), children) in held {
            if let Some(at) = told.iter().position(|grid| grid.code == parent) {
                let inside = usize::from(sides[at] == Side::Inside);
                assert_eq!(children, inside, "{place:?} of {parent}\n{lines}");
            }
        }
    }
}

/// Every address that counts by a position counts where its line says; of codes nothing is asked here.
fn check_addresses(told: &[Told<'_>], lines: &str) {
    let mut tier = "";
    let addresses = lines.lines().filter(|line| line.starts_with("address\t"));
    let fields = addresses.map(|line| line.split('\t').collect::<Vec<&str>>());
    let positions: BTreeMap<&str, &str> = fields.map(|fields| (fields[1], fields[2])).collect();
    for line in lines.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        match fields[..] {
            ["addresses", name, _] => tier = name,
            [
                "address",
                id,
                position,
                _,
                counts_at,
                _,
                code,
                witness @ ("inside" | "border" | "outside"),
                ..,
            ] => {
                let position = positions.get(counts_at).unwrap_or(&position);
                let at: Vec<i128> = position
                    .split(' ')
                    .map(|n| n.parse().expect("it was accepted"))
                    .collect();
                let grids = told.iter().filter(|grid| grid.tier == tier);
                let asked =
                    grids.map(|grid| (side(&grid.ground, (2 * at[0], 2 * at[1])), grid.code));
                let holding: Vec<_> = asked.filter(|(side, _)| *side != Side::Outside).collect();
                let owner = holding.iter().map(|(_, code)| *code).min();
                assert_eq!(owner.unwrap_or("-"), code, "{id}\n{lines}");
                let sides: Vec<Side> = holding.iter().map(|(side, _)| *side).collect();
                let right = match witness {
                    "inside" => sides == [Side::Inside],
                    "border" => !sides.is_empty() && sides.iter().all(|s| *s == Side::Border),
                    _ => sides.is_empty(),
                };
                assert!(right, "{id}\n{lines}");
            }
            _ => {}
        }
    }
}

/// A text with the hash that belongs to it.
fn text(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        judge(text);
    }
    assert!(verify(bytes).is_err(), "nothing of this is sealed");
}

/// A partition of a square into columns and rows in three tiers, its coordinates changed here and there.
fn ground(bytes: &[u8]) {
    let mut choices = Choices::of(bytes);
    let cuts = |choices: &mut Choices<'_>| -> Vec<i64> {
        let mut cuts = vec![0, 8];
        cuts.extend((0..choices.below(3)).map(|_| 1 + choices.below(7) as i64));
        cuts.sort_unstable();
        cuts.dedup();
        cuts
    };
    let (columns, rows) = (cuts(&mut choices), cuts(&mut choices));
    let mut lines = "hexward-certificate\t2\nplace\t\nrevision\t0\n".to_owned();
    let mut grids = 0;
    let nested = choices.below(3) > 0;
    if nested {
        // the border of the whole has the vertices of its parts
        let south = columns.iter().map(|x| (*x, 0));
        let east = rows[1..].iter().map(|y| (8, *y));
        let north = columns.iter().rev().skip(1).map(|x| (*x, 8));
        let west = rows[1..rows.len() - 1].iter().rev().map(|y| (0, *y));
        let around = south.chain(east).chain(north).chain(west);
        push(&mut lines, "tier\tcommunity\t1");
        push_grid(&mut lines, "C", "-", around.collect(), &mut choices);
        grids += 1;
    }
    let cells = (columns.len() - 1) * (rows.len() - 1);
    push(&mut lines, &format!("tier\tgrid\t{cells}"));
    for (i, x) in columns.windows(2).enumerate() {
        for (j, y) in rows.windows(2).enumerate() {
            let around = vec![(x[0], y[0]), (x[1], y[0]), (x[1], y[1]), (x[0], y[1])];
            let parent = if nested && choices.below(20) > 0 {
                "C"
            } else {
                "-"
            };
            push_grid(
                &mut lines,
                &format!("G{i}{j}"),
                parent,
                around,
                &mut choices,
            );
        }
    }
    grids += cells;
    push(&mut lines, &format!("total\t{grids}\t0\t0\t0\t0"));
    judge(&lines);
}

fn push(lines: &mut String, line: &str) {
    lines.push_str(line);
    lines.push('\n');
}

/// A grid of one ring; once in a while a vertex lies elsewhere, is missing or comes twice.
fn push_grid(
    lines: &mut String,
    code: &str,
    parent: &str,
    mut ring: Vec<(i64, i64)>,
    choices: &mut Choices<'_>,
) {
    if !choices.is_empty() {
        let at = choices.below(ring.len());
        match choices.below(12) {
            0 => ring[at].0 = choices.below(10) as i64 - 1,
            1 => ring[at].1 = choices.below(10) as i64 - 1,
            2 => drop(ring.remove(at)),
            3 => ring.insert(at, (choices.below(9) as i64, choices.below(9) as i64)),
            4 => ring.reverse(),
            5 => ring.rotate_left(at),
            _ => {}
        }
    }
    push(lines, &format!("grid\t{code}\t{parent}\t1"));
    let words: Vec<String> = ring.iter().map(|(x, y)| format!("{x} {y}")).collect();
    push(lines, &format!("ring\t{}\t{}", ring.len(), words.join(" ")));
}
