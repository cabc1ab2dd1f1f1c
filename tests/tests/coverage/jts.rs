//! The cases of JTS (folder `shared/data/fixtures/jts-xml`): which polygons are valid, which pairs overlap.

use std::path::Path;

use hexward_engine::geom::{Draft, FaultKind, Position, Region, validate};

use super::real::shared_data;

struct Case {
    name: String,
    shapes: Vec<String>,
    answer: String,
}

/// The texts between all `<tag ...>` and `</tag>`, with what stands in the opening tag.
fn elements<'a>(text: &'a str, tag: &str) -> Vec<(&'a str, &'a str)> {
    let (open, close) = (format!("<{tag}"), format!("</{tag}>"));
    let parts = text.split(&open).skip(1);
    let inside = parts.filter_map(|part| part.split(&close).next()?.split_once('>'));
    inside.map(|(head, body)| (head, body.trim())).collect()
}

/// The cases of a file that ask for an operation: its third argument, or else its result.
fn cases(file: &Path, operation: &str) -> Vec<Case> {
    let text = std::fs::read_to_string(file).expect("a file of cases");
    let mut cases = Vec::new();
    for (_, case) in elements(&text, "case") {
        let wanted = format!("name=\"{operation}\"");
        let tests = elements(case, "op");
        let Some((head, body)) = tests.into_iter().find(|(head, _)| head.contains(&wanted)) else {
            continue;
        };
        let third = head
            .split("arg3=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let shapes = ["a", "b"].iter().flat_map(|tag| elements(case, tag));
        cases.push(Case {
            name: elements(case, "desc")
                .first()
                .map(|d| d.1.to_owned())
                .unwrap_or_default(),
            shapes: shapes.map(|(_, body)| body.to_owned()).collect(),
            answer: third.unwrap_or(body).to_owned(),
        });
    }
    cases
}

/// The polygons of a text such as `MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)))` on the lattice, `scale` steps to a unit;
/// `None` for other shapes, and where a coordinate does not lie on the lattice.
fn draft(text: &str, scale: f64) -> Option<Draft> {
    let text = text.trim();
    let (kind, body) = text.split_once('(')?;
    let multi = match kind.trim() {
        "POLYGON" => false,
        "MULTIPOLYGON" => true,
        _ => return None,
    };
    let number = |word: &str| {
        let v = word.parse::<f64>().ok()? * scale;
        (v.fract() == 0.0 && v.abs() < 9e8).then_some(v as i32)
    };
    let position = |pair: &str| {
        let mut words = pair.split_whitespace();
        Position::from_lattice(number(words.next()?)?, number(words.next()?)?)
    };
    let mut polygons = vec![Vec::new()];
    let mut depth = 1;
    let mut pending = String::new();
    for c in body.chars() {
        match c {
            '(' => depth += 1,
            ')' => {
                if !pending.trim().is_empty() {
                    let chain = pending
                        .split(',')
                        .map(position)
                        .collect::<Option<Vec<_>>>()?;
                    polygons.last_mut()?.push(chain);
                    pending.clear();
                }
                depth -= 1;
            }
            ',' if multi && depth == 1 => polygons.push(Vec::new()),
            ',' if pending.trim().is_empty() => {}
            _ => pending.push(c),
        }
    }
    Some(Draft { polygons })
}

/// A draft of each shape at the coarsest scale at which all lie on the lattice.
fn drafts(shapes: &[String]) -> Option<Vec<Draft>> {
    let at = |scale| shapes.iter().map(|shape| draft(shape, scale)).collect();
    [1.0, 10.0, 100.0, 1e3, 1e6].into_iter().find_map(at)
}

#[test]
fn valid_polygons_are_valid_and_no_others() {
    let Some(folder) = shared_data() else { return };
    let (mut same, mut other) = (0, Vec::new());
    for file in [
        "general/TestValid.xml",
        "general/TestValid2.xml",
        "general/TestValid2-big.xml",
        "misc/TestValid.xml",
    ] {
        for case in cases(&folder.join("fixtures/jts-xml").join(file), "isValid") {
            let Some(drafts) = drafts(&case.shapes[..1]) else {
                continue;
            };
            if drafts[0].region(0).is_ok() == (case.answer == "true") {
                same += 1;
            } else {
                other.push(format!("{} (JTS: {})", case.name, case.answer));
            }
        }
    }
    println!("validity of {same} polygons as in JTS; other: {other:#?}");
    assert!(same > 300, "{same}");
    assert!(other.is_empty());
}

#[test]
fn pairs_overlap_where_their_interiors_meet() {
    let Some(folder) = shared_data() else { return };
    let mut same = 0;
    for file in [
        "validate/TestRelateAA.xml",
        "general/TestRelateAA.xml",
        "validate/TestRelateAA-big.xml",
    ] {
        for case in cases(&folder.join("fixtures/jts-xml").join(file), "relate") {
            let drafts = drafts(&case.shapes).filter(|drafts| drafts.len() == 2);
            let regions = drafts.and_then(|d| {
                d.iter()
                    .map(|d| d.region(0).ok())
                    .collect::<Option<Vec<Region>>>()
            });
            let Some(regions) = regions else {
                println!("passed over: {}", case.name);
                continue;
            };
            let faults = validate(&[&regions[0], &regions[1]]);
            let overlap = faults
                .iter()
                .any(|f| matches!(f.kind, FaultKind::Overlap | FaultKind::OverlapSliver));
            assert_eq!(
                overlap,
                !case.answer.starts_with('F'),
                "{}: {faults:#?}",
                case.name
            );
            same += 1;
        }
    }
    println!("overlap of {same} pairs as in JTS");
    assert!(same > 100, "{same}");
}
