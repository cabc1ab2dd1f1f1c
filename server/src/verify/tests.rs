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

const HEAD: [&str; 3] = ["hexward-certificate|2", "place|test", "revision|1"];
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
    "address|a|1 1|-|-|-|G1|inside|2|5",
    "address|b|4 4|-|-|-|G1|border|1|1",
    "address|c|6 3|-|-|-|G2|border|1|0",
    "address|d|9 9|-|-|-|-|outside|0|7",
    "address|e|7 7|-|-|-|G2|inside|3|3",
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
        "address|a|1 1|-|-|-|G1|inside|2|5",
        "address|a|1 1|-|-|-|G2|inside|2|5",
        "C3 address a",
    );
    refused(
        "address|b|4 4|-|-|-|G1|border|1|1",
        "address|b|4 4|-|-|-|G2|border|1|1",
        "C3 address b",
    );
    refused(
        "address|b|4 4|-|-|-|G1|border|1|1",
        "address|b|4 4|-|-|-|G1|inside|1|1",
        "C3 address b",
    );
    refused(
        "address|d|9 9|-|-|-|-|outside|0|7",
        "address|d|9 9|-|-|-|G1|outside|0|7",
        "C3 address d",
    );
    refused("address|d|9 9|-|-|-|-|outside|0|7", "", "C0 line");
    refused("tally|G1|2|3|6", "tally|G1|2|3|7", "C3 tally of G1");
    refused("tally|G3|0|0|0", "", "C3 tallies");
    refused("total|4|5|4|7|16", "total|4|5|4|7|17", "C3 total");
    refused("tier|grid|3", "tier|grid|2", "C0 line");
    refused(
        "hexward-certificate|2",
        "hexward-certificate|1",
        "of version 1, only versions 2 and 3 are understood",
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
    let address = "address|a|1 1|-|-|-|G1|inside|2|5";
    for other in ["02|5", "+2|5", "2|05", "18446744073709551616|5"] {
        let line = format!("address|a|1 1|-|-|-|G1|inside|{other}");
        refused(address, &line, "C0 line");
    }
    for place in ["01 1", "+1 1", "1 -0", "1  1", "1 1 "] {
        refused(
            address,
            &format!("address|a|{place}|-|-|-|G1|inside|2|5"),
            "C0 line",
        );
    }
    let most = format!("address|a|1 1|-|-|-|G1|inside|{}|5", u64::MAX);
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

/// An address line with these fields behind the id, among three of a building that counts in the east.
fn counted(lines: &[&str]) -> Result<super::Proved, String> {
    let (grids, last) = (&GRIDS[..], &LAST[..]);
    let count = format!("addresses|grid|{}", lines.len());
    let located = lines.iter().filter(|line| !line.contains("|-|out")).count();
    let mut tallies = [0, 0, 0];
    for line in lines {
        let code = line.split('|').nth(6).unwrap_or_default();
        if let Some(place) = ["G1", "G2", "G3"].iter().position(|name| *name == code) {
            tallies[place] += 1;
        }
    }
    let located = located.min(tallies.iter().sum());
    let tallies: Vec<String> = (0..3)
        .map(|i| format!("tally|G{}|{}|{}|0", i + 1, tallies[i], tallies[i]))
        .collect();
    let total = format!("total|4|{}|{located}|{}|0", lines.len(), lines.len());
    let mut all = [&HEAD[..], grids, last, &[count.as_str()], lines].concat();
    all.extend(tallies.iter().map(String::as_str));
    all.push(&total);
    let faults = |faults: Vec<super::Fault>| {
        faults
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n")
    };
    verify(&sealed(&all)).map_err(faults)
}

#[test]
fn buildings_are_whole() {
    let good = [
        "address|a|1 1|B|b|-|G2|inside|1|0",
        "address|b|7 7|B|-|-|G2|inside|1|0",
        "address|c|7 7|B|-|-|G2|inside|1|0",
        "address|d|1 2|-|-|-|G1|inside|1|0",
    ];
    counted(&good).expect("it holds");
    for (line, wrong, says) in [
        (
            0,
            "address|a|1 1|B|c|-|G2|inside|1|0",
            "C3 address a: it counts at c",
        ),
        (
            0,
            "address|a|1 1|B|-|-|G1|inside|1|0",
            "C3 address a: it counts at its own position",
        ),
        (
            0,
            "address|a|1 1|-|b|-|G2|inside|1|0",
            "C3 address a: it counts at b and belongs to no building",
        ),
        (
            1,
            "address|b|7 7|B|a|-|G1|inside|1|0",
            "C3 address b: it counts at a",
        ),
        (3, "address|d|1 2|B|-|-|G1|inside|1|0", "C3 address d"),
    ] {
        let mut bad = good;
        bad[line] = wrong;
        let text = counted(&bad).expect_err(wrong);
        assert!(text.contains(says), "{wrong}: {text}");
    }
}

#[test]
fn codes_that_win_are_followed() {
    let good = [
        "address|a|1 1|-|-|G2 code|G2|stated|1|0",
        "address|b|1 1|-|-|G2 point|G1|inside|1|0",
        "address|c|1 1|-|-|C code|G1|inside|1|0",
        "address|d|9 9|-|-|C code|-|outside|1|0",
        "address|e|1 1|-|-|X code|-|unknown-area|1|0",
        "address|f|1 1|-|-|X point|G1|inside|1|0",
    ];
    counted(&good).expect("it holds");
    for (line, wrong) in [
        (0, "address|a|1 1|-|-|G2 point|G2|stated|1|0"),
        (0, "address|a|1 1|-|-|G1 code|G2|stated|1|0"),
        (0, "address|a|1 1|-|-|G2 code|G2|inside|1|0"),
        (1, "address|b|1 1|-|-|G2 code|G1|inside|1|0"),
        (2, "address|c|1 1|-|-|C code|G1|stated|1|0"),
        (3, "address|d|9 9|-|-|C code|G1|inside|1|0"),
        (4, "address|e|1 1|-|-|X code|G1|inside|1|0"),
        (4, "address|e|1 1|-|-|G1 code|-|unknown-area|1|0"),
        (5, "address|f|1 1|-|-|X both|G1|inside|1|0"),
    ] {
        let mut bad = good;
        bad[line] = wrong;
        let text = counted(&bad).expect_err(wrong);
        assert!(
            text.starts_with("C3 address") || text.starts_with("C0 line"),
            "{wrong}: {text}"
        );
    }
}

#[test]
fn cover_is_counted_again_from_the_duties() {
    let head = ["hexward-certificate|3", "place|test", "revision|1"];
    // W holds the whole, V two grids of it, U one address and one outside
    let cover = [
        "cover|2|4",
        "duty|d1|W|areas|C",
        "duty|d2|V|areas|G1 G3",
        "duty|d3|U V|addresses|2 3",
        "duty|d4|-|areas|G2",
        "covered|0|0|0",
        "covered|1|1|3",
        "covered|2|3|3",
        "covered|3|1|1",
        "absent|U|2|1|0",
        "absent|V|4|3|0",
        "absent|W|4|2|1",
    ];
    let held = |cover: &[&str]| {
        let total = ["total|4|5|4|7|16"];
        let parts = [
            &head[..],
            &GRIDS[..],
            &LAST[..],
            &ADDRESSES[..],
            cover,
            &total,
        ];
        verify(&sealed(&parts.concat())).map_err(|faults| faults[0].to_string())
    };
    held(&cover).expect("it holds");
    for (place, wrong, says) in [
        (1, "duty|d1|W|areas|G1", "C4"),
        (1, "duty|d1|W|areas|X", "C4 d1: there is no grid X"),
        (
            3,
            "duty|d3|U V|addresses|2 9",
            "C4 d3: there is no address 9",
        ),
        (3, "duty|d3|V U|addresses|2 3", "C0 line"),
        (3, "duty|d3|U V|addresses|3 2", "C0 line"),
        (3, "duty|d3|U V|buildings|2 3", "C0 line"),
        (6, "covered|1|2|3", "C4 1 people"),
        (8, "covered|4|1|1", "C0 line"),
        (9, "absent|U|2|2|0", "C4 U"),
        (11, "absent|W|4|2|0", "C4 W"),
    ] {
        let mut lines = cover;
        lines[place] = wrong;
        let fault = held(&lines).expect_err(wrong);
        assert!(fault.starts_with(says), "{wrong}: {fault}");
    }
    assert!(held(&[]).expect_err("no cover").starts_with("C0"));
}
