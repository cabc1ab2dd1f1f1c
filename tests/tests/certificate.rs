//! Certificates of the demo: they hold, and any change of them is refused.

use std::fmt::Write;

use hexward::verify::verify;
use hexward_engine::certify::write_certificate;
use hexward_engine::edit::apply;
use hexward_engine::model::{Dataset, Note};
use hexward_engine::snapshot::Snapshot;
use sha2::{Digest, Sha256};

fn soho() -> Vec<u8> {
    let empty = Snapshot::build(Dataset::default());
    let demo = hexward::demo::soho(Note::default()).expect("the demo");
    let snapshot = empty
        .with(&apply(&empty, &demo).expect("the demo"))
        .expect("fits");
    let mut certificate = Vec::new();
    write_certificate(&snapshot, &mut certificate).expect("a certificate");
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
    let certificate = soho();
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
        match round % 4 {
            0 => {
                let line = rings[random.below(rings.len())];
                changed[line] = with_a_vertex_moved(&original[line], &mut random);
            }
            1 => {
                // two addresses of different grids swap their codes
                let code = |line: usize| {
                    original[line]
                        .split('\t')
                        .nth(3)
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
                changed[a] = original[a].replace(&code(a), &code(b));
                changed[b] = original[b].replace(&code(b), &code(a));
            }
            2 => {
                changed.remove(addresses[random.below(addresses.len())]);
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
