use sha2::{Digest, Sha256};

use super::verify;

/// A certificate of these lines (fields divided by `|`), with its hash.
fn sealed(lines: &[&str]) -> Vec<u8> {
    let mut text = lines.join("\n").replace('|', "\t");
    text.push('\n');
    let hash = format!("{:x}", Sha256::digest(&text));
    for part in ["sha256\t", &hash, "\n"] {
        text.push_str(part);
    }
    text.into_bytes()
}

const HEAD: [&str; 3] = ["hexward-certificate|1", "place|test", "revision|1"];
/// A square of 8 cut into a left and a right half; the right half has a hole filled by a third grid.
const GRIDS: [&str; 9] = [
    "tier|community|1",
    "grid|C|-|1",
    "ring|6|0 0 4 0 8 0 8 8 4 8 0 8",
    "tier|grid|3",
    "grid|G1|C|1",
    "ring|4|0 0 4 0 4 8 0 8",
    "grid|G2|C|2",
    "ring|4|4 0 8 0 8 8 4 8",
    "ring|4|5 2 5 3 6 3 6 2",
];
const LAST: [&str; 2] = ["grid|G3|C|1", "ring|4|5 2 6 2 6 3 5 3"];
const ADDRESSES: [&str; 9] = [
    "addresses|grid|5",
    "address|a|1 1|G1|inside|2|5",
    "address|b|4 4|G1|border|1|1",
    "address|c|6 3|G2|border|1|0",
    "address|d|9 9|-|outside|0|7",
    "address|e|7 7|G2|inside|3|3",
    "tally|G1|2|3|6",
    "tally|G2|2|4|3",
    "tally|G3|0|0|0",
];

fn whole() -> Vec<&'static str> {
    let parts = [
        &HEAD[..],
        &GRIDS[..],
        &LAST[..],
        &ADDRESSES[..],
        &["total|4|5|4|7|16"],
    ];
    parts.concat()
}

/// The certificate with one line replaced (or dropped, when the new one is empty) must fail and say so.
fn refused(old: &str, new: &str, says: &str) {
    let lines: Vec<&str> = whole()
        .into_iter()
        .map(|line| if line == old { new } else { line })
        .filter(|line| !line.is_empty())
        .collect();
    let faults = verify(&sealed(&lines)).expect_err(old);
    let text = faults
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n");
    assert!(
        text.contains(says),
        "{old} -> {new}: `{says}` is not in\n{text}"
    );
}

#[test]
fn a_good_certificate_holds() {
    let proved = verify(&sealed(&whole())).expect("it holds");
    assert_eq!((proved.grids, proved.addresses, proved.located), (4, 5, 4));
    assert_eq!((proved.households, proved.residents), (7, 16));
}

#[test]
fn faults_are_found_where_they_are() {
    refused(
        "ring|4|0 0 4 0 4 8 0 8",
        "ring|4|0 0 4 0 5 8 0 8",
        "C1 edge",
    );
    refused(
        "ring|4|0 0 4 0 4 8 0 8",
        "ring|4|0 8 4 8 4 0 0 0",
        "C1 grid G1",
    );
    refused("ring|4|0 0 4 0 4 8 0 8", "ring|4|0 0 4 8 4 0 0 8", "cross");
    refused(
        "ring|4|5 2 6 2 6 3 5 3",
        "ring|4|5 2 6 2 6 4 5 3",
        "C1 edge",
    );
    refused(
        "ring|4|5 2 5 3 6 3 6 2",
        "ring|4|5 2 6 2 6 3 5 3",
        "C1 grid G2",
    );
    refused("grid|G3|C|1", "grid|G3|X|1", "C2 G3");
    refused(
        "ring|6|0 0 4 0 8 0 8 8 4 8 0 8",
        "ring|4|0 0 8 0 8 8 0 8",
        "not on the border of C",
    );
    refused(
        "address|a|1 1|G1|inside|2|5",
        "address|a|1 1|G2|inside|2|5",
        "C3 address a",
    );
    refused(
        "address|b|4 4|G1|border|1|1",
        "address|b|4 4|G2|border|1|1",
        "C3 address b",
    );
    refused(
        "address|b|4 4|G1|border|1|1",
        "address|b|4 4|G1|inside|1|1",
        "C3 address b",
    );
    refused(
        "address|d|9 9|-|outside|0|7",
        "address|d|9 9|G1|outside|0|7",
        "C3 address d",
    );
    refused("address|d|9 9|-|outside|0|7", "", "C0 line");
    refused("tally|G1|2|3|6", "tally|G1|2|3|7", "C3 tally of G1");
    refused("tally|G3|0|0|0", "", "C3 tallies");
    refused("total|4|5|4|7|16", "total|4|5|4|7|17", "C3 total");
    refused("tier|grid|3", "tier|grid|2", "C0 line");
    refused(
        "hexward-certificate|1",
        "hexward-certificate|2",
        "version 2",
    );
}

#[test]
fn grids_of_one_tier_may_not_overlap_whatever_their_parents() {
    // a fourth grid that names no parent lies on ground that G2 holds
    let mut lines: Vec<&str> = whole()
        .into_iter()
        .map(|line| match line {
            "tier|grid|3" => "tier|grid|4",
            "total|4|5|4|7|16" => "total|5|5|4|7|16",
            other => other,
        })
        .collect();
    let place = 3 + GRIDS.len() + LAST.len();
    lines.splice(place..place, ["grid|G4|-|1", "ring|4|5 5 6 5 6 6 5 6"]);
    let tally = lines.iter().position(|line| line.starts_with("total"));
    lines.insert(tally.expect("a total"), "tally|G4|0|0|0");
    let faults = verify(&sealed(&lines)).expect_err("two grids on one ground");
    let text = faults[0].to_string();
    assert!(text.starts_with("C1 outline of the tier"), "{text}");
    assert!(text.contains("grid G4"), "{text}");
}

#[test]
fn numbers_are_written_in_one_way_and_do_not_overflow() {
    let address = "address|a|1 1|G1|inside|2|5";
    for other in ["02|5", "+2|5", "2|05", "18446744073709551616|5"] {
        let line = format!("address|a|1 1|G1|inside|{other}");
        refused(address, &line, "C0 line");
    }
    for place in ["01 1", "+1 1", "1 -0", "1  1", "1 1 "] {
        refused(
            address,
            &format!("address|a|{place}|G1|inside|2|5"),
            "C0 line",
        );
    }
    let most = format!("address|a|1 1|G1|inside|{}|5", u64::MAX);
    refused(address, &most, "C3 total");
    refused(address, &most, "C3 tally of G1");
}

#[test]
fn any_bytes_are_answered_without_a_panic() {
    let good = sealed(&whole());
    for end in 0..good.len() {
        assert!(verify(&good[..end]).is_err());
    }
    for place in 0..good.len() {
        for flip in [1, 2, 0x10, 0x80] {
            let mut bad = good.clone();
            bad[place] ^= flip;
            assert!(verify(&bad).is_err(), "byte {place} with {flip}");
        }
    }
    let huge = [
        "ring|18446744073709551615|0 0",
        "ring|99999999999999999999|0 0",
        "ring|4|99999999999 0 1 1 2 2 3 3",
    ];
    for ring in huge {
        refused("ring|4|0 0 4 0 4 8 0 8", ring, "C0 line");
    }
}
