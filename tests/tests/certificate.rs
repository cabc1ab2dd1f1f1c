//! Certificates of the demo: they hold, and any change of them is refused.

use std::fmt::Write;

use hexward::verify::verify;
use hexward_engine::certify::write_certificate;
use hexward_engine::edit::{Changeset, Edit, apply};
use hexward_engine::model::{AreaCode, Dataset, Note, Stated, Tier};
use hexward_engine::snapshot::Snapshot;
use sha2::{Digest, Sha256};

fn soho_snapshot() -> Snapshot {
    let empty = Snapshot::build(Dataset::default());
    let demo = hexward::demo::soho(Note::default()).expect("the demo");
    empty
        .with(&apply(&empty, &demo).expect("the demo"))
        .expect("fits")
}

/// The demo with buildings of three neighbours in the list, and codes, of which every second wins.
fn disputed() -> Vec<u8> {
    let soho = soho_snapshot();
    let mut addresses = soho.addresses.records().to_vec();
    let grids = soho.grids[&Tier::Grid].records();
    for (i, row) in addresses.iter_mut().enumerate() {
        row.building = format!("{}号楼", i / 3);
        row.households = i as u32 % 4;
        let unknown = AreaCode::new("990185400009").expect("valid");
        let area = match i % 7 {
            0 => grids[i % grids.len()].code.clone(),
            3 => unknown,
            5 => AreaCode::new("990185400001").expect("valid"),
            _ => continue,
        };
        let wins = i % 2 == 0;
        row.stated = Some(Box::new(Stated { area, wins }));
    }
    let note = Note::default();
    let edits = vec![Edit::ImportAddresses(addresses)];
    let delta = apply(&soho, &Changeset { note, edits }).expect("applied");
    written(&soho.with(&delta).expect("fits"))
}

fn soho() -> Vec<u8> {
    written(&soho_snapshot())
}

fn written(snapshot: &Snapshot) -> Vec<u8> {
    let mut certificate = Vec::new();
    write_certificate(snapshot, &mut certificate).expect("a certificate");
    certificate
}

/// The lines of a certificate without the hash.
fn lines(certificate: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(certificate).expect("text");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.pop();
    lines
}

/// Lines with a fresh hash, as somebody would write them who wants to deceive.
fn sealed(lines: &[String]) -> Vec<u8> {
    let mut text = lines.iter().fold(String::new(), |mut text, line| {
        text.push_str(line);
        text.push('\n');
        text
    });
    let hash = format!("{:x}", Sha256::digest(&text));
    let _ = writeln!(text, "sha256\t{hash}");
    text.into_bytes()
}

/// The multiplier and increment of D. Knuth's MMIX generator.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// A ring whose one coordinate is off by one lattice step.
fn with_a_vertex_moved(ring: &str, random: &mut Random) -> String {
    let fields: Vec<&str> = ring.split('\t').collect();
    let numbers = fields[2].split(' ').map(|n| n.parse().expect("a number"));
    let mut numbers: Vec<i64> = numbers.collect();
    let at = random.below(numbers.len());
    numbers[at] += if random.below(2) == 0 { 1 } else { -1 };
    let moved: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    format!("ring\t{}\t{}", fields[1], moved.join(" "))
}

fn field(line: &str, number: usize) -> &str {
    line.split('\t').nth(number).expect("a field")
}

fn with_field(line: &str, number: usize, value: &str) -> String {
    let mut fields: Vec<&str> = line.split('\t').collect();
    fields[number] = value;
    fields.join("\t")
}

/// The number of an address line with such a field.
fn one_of(
    lines: &[String],
    random: &mut Random,
    number: usize,
    is_such: impl Fn(&str) -> bool,
) -> usize {
    let such: Vec<usize> = (0..lines.len())
        .filter(|&i| lines[i].starts_with("address\t") && is_such(field(&lines[i], number)))
        .collect();
    such[random.below(such.len())]
}

#[test]
fn buildings_and_codes_are_certified() {
    let certificate = disputed();
    let proved = verify(&certificate).expect("it holds");
    let lines = lines(&certificate);
    let count = |number: usize, is_such: &dyn Fn(&str) -> bool| {
        let addresses = lines.iter().filter(|line| line.starts_with("address\t"));
        addresses
            .filter(|line| is_such(field(line, number)))
            .count()
    };
    assert!(count(4, &|at| at != "-") > 100);
    for witness in ["inside", "stated", "unknown-area"] {
        assert!(count(7, &|field| field == witness) > 10, "{witness}");
    }
    let unknown = count(7, &|field| field == "unknown-area") as u64;
    assert_eq!((proved.addresses, proved.located), (324, 324 - unknown));
}

#[test]
fn the_demo_is_certified() {
    let proved = verify(&soho()).expect("it holds");
    assert_eq!(
        (proved.grids, proved.addresses, proved.located),
        (14, 324, 324)
    );
}

#[test]
fn a_thousand_changes_are_refused_with_their_place() {
    let certificate = disputed();
    let original = lines(&certificate);
    let of = |word: &str| -> Vec<usize> {
        let prefix = format!("{word}\t");
        (0..original.len())
            .filter(|&i| original[i].starts_with(&prefix))
            .collect()
    };
    let (rings, addresses) = (of("ring"), of("address"));
    let mut random = Random(1854);
    for round in 0..1000 {
        let mut changed = original.clone();
        match round % 7 {
            0 => {
                let line = rings[random.below(rings.len())];
                changed[line] = with_a_vertex_moved(&original[line], &mut random);
            }
            1 => {
                // two addresses of different grids swap their codes
                let code = |line: usize| {
                    original[line]
                        .split('\t')
                        .nth(6)
                        .expect("a code")
                        .to_owned()
                };
                let (a, b) = (
                    addresses[random.below(addresses.len())],
                    addresses[random.below(addresses.len())],
                );
                if code(a) == code(b) {
                    continue;
                }
                changed[a] = with_field(&original[a], 6, &code(b));
                changed[b] = with_field(&original[b], 6, &code(a));
            }
            2 => {
                changed.remove(addresses[random.below(addresses.len())]);
            }
            3 => {
                // another wins; the one community holds all, there it does not matter
                let line = one_of(&original, &mut random, 5, |field| {
                    field != "-" && !field.starts_with("990185400001 ")
                });
                let stated = field(&original[line], 5).to_owned();
                let (area, winner) = stated.split_once(' ').expect("a code and a winner");
                let other = if winner == "code" { "point" } else { "code" };
                changed[line] = with_field(&original[line], 5, &format!("{area} {other}"));
            }
            4 => {
                // a building counts elsewhere, for one of its addresses
                let line = one_of(&original, &mut random, 4, |field| field != "-");
                let others = ["-", "A999", field(&original[line], 1)];
                changed[line] = with_field(&original[line], 4, others[random.below(3)]);
            }
            5 => {
                // another area is stated, and wins
                let line = one_of(&original, &mut random, 5, |field| field.ends_with(" code"));
                let was = field(&original[line], 5);
                let other = ["990185400001G004 code", "990185400002 code"][random.below(2)];
                if was == other || was.starts_with("990185400009") {
                    continue;
                }
                changed[line] = with_field(&original[line], 5, other);
            }
            _ => {
                // a line is lost or comes twice
                let line = random.below(changed.len());
                if random.below(2) == 0 {
                    changed.remove(line);
                } else {
                    let again = changed[line].clone();
                    changed.insert(line, again);
                }
            }
        }
        let faults = verify(&sealed(&changed)).expect_err("a changed certificate");
        assert!(
            faults
                .iter()
                .all(|fault| !fault.place.is_empty() && !fault.reason.is_empty())
        );
    }
}

#[test]
fn an_unsealed_change_is_refused() {
    let certificate = soho();
    let mut random = Random(7);
    for _ in 0..200 {
        let mut bytes = certificate.clone();
        let at = random.below(bytes.len());
        bytes[at] ^= 1 << random.below(7);
        assert!(verify(&bytes).is_err(), "byte {at}");
    }
}
