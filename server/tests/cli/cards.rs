//! Cards of grids, on paper and as JSON.

use std::fs;

use crate::program::Desk;

/// A city with an own store: all tiers, addresses, checkpoints, lines.
pub(crate) fn town(desk: &Desk) {
    let folder = desk.path("city");
    let folder = folder.to_str().expect("utf-8");
    desk.run_plain(&["city", "xihu", "--seed", "1", "-o", folder], b"")
        .ended(0);
    let file = |name: &str| format!("{folder}/{name}");
    for tier in ["street", "community", "grid", "micro"] {
        let grids = file(&format!("grids-{tier}.geojson"));
        let arguments = [
            "import",
            "grids",
            &grids,
            "--crs",
            "EPSG:4490",
            "--tier",
            tier,
        ];
        desk.run(&arguments).ended(0);
    }
    for (kind, name) in [
        ("barriers", "barriers.geojson"),
        ("checkpoints", "checkpoints.csv"),
        ("addresses", "addresses.csv"),
    ] {
        desk.run(&["import", kind, &file(name), "--crs", "EPSG:4490"])
            .ended(0);
    }
}

#[test]
fn every_grid_of_the_street_has_a_card_whose_bounds_the_ground_bears_out() {
    let desk = Desk::empty();
    town(&desk);
    let run = desk
        .run(&["card", "992001001000", "--tier", "grid", "--json"])
        .ended(0);
    assert_eq!(run.err, "", "no side is in doubt");
    let cards: Vec<serde_json::Value> = run
        .out
        .lines()
        .map(|l| serde_json::from_str(l).expect("json"))
        .collect();
    assert_eq!(cards.len(), 49);
    let (mut by_line, mut gates) = (0, 0);
    for card in &cards {
        let text = card["text"]["zh"].as_str().expect("a text");
        for word in ["东至", "南至", "西至", "北至"] {
            assert!(text.contains(word), "{text}");
        }
        for bound in card["bounds"].as_array().expect("sides") {
            let names = bound["names"].as_array().expect("names");
            let led_to = bound["led_to"].as_f64().expect("a share");
            assert!(!names.is_empty(), "{card}");
            assert!(led_to >= 0.6 || names.len() == 2, "{card}");
            by_line += names.iter().filter(|name| name["kind"] == "line").count();
        }
        gates += card["checkpoints"].as_array().expect("a list").len();
    }
    assert!(by_line > 100, "most sides have roads or rivers: {by_line}");
    assert_eq!(gates, 40, "each checkpoint is on one card");
}

/// Where grids cross, each card says who answers besides the grid's own worker.
#[test]
fn cards_say_who_answers_besides() {
    let desk = Desk::empty();
    town(&desk);
    let store = desk.store();
    let run = |words: &[&str]| desk.run_plain(&[words, &["--store", &store]].concat(), b"");
    run(&["duties", "preset", "xihu"]).ended(0);
    run(&["cross", "lay", "--role", "grid-keeper", "--posts"]).ended(0);
    let run = desk
        .run(&["card", "992001001000", "--tier", "grid", "--json"])
        .ended(0);
    for line in run.out.lines() {
        let card: serde_json::Value = serde_json::from_str(line).expect("json");
        let own = format!("post-{}", card["code"].as_str().expect("a code"));
        let besides = card["besides"].as_array().expect("a list");
        assert!(!besides.is_empty(), "{card}");
        for beside in besides {
            assert_ne!(beside["staff"], own.as_str(), "{card}");
            assert!(
                beside["addresses"].as_u64() <= card["addresses"].as_u64(),
                "{card}"
            );
            assert!(
                beside["duties"]
                    .as_array()
                    .is_some_and(|all| !all.is_empty())
            );
        }
        let addresses = besides.iter().map(|beside| beside["addresses"].as_u64());
        assert!(addresses.is_sorted_by(|a, b| a >= b), "{card}");
    }
}

#[test]
fn cards_on_paper() {
    let desk = Desk::empty();
    town(&desk);
    let path = |name: &str| desk.path(name).to_str().expect("utf-8").to_owned();
    let (all, again, one) = (path("all.pdf"), path("again.pdf"), path("one.png"));
    let street = "992001001000";
    desk.run(&["card", street, "--tier", "community", "-o", &all])
        .ended(0);
    desk.run(&["card", street, "--tier", "community", "-o", &again])
        .ended(0);
    let pdf = fs::read(&all).expect("a file");
    assert!(pdf.starts_with(b"%PDF-1.7") && pdf.ends_with(b"%%EOF"));
    assert_eq!(
        pdf,
        fs::read(&again).expect("a file"),
        "the same cards, the same bytes"
    );
    let pages = pdf.windows(11).filter(|w| *w == b"/Type /Page").count();
    assert_eq!(pages, 8 + 1, "a page each, and their list");
    desk.run(&["card", street, "--lang", "en", "--dpi", "60", "-o", &one])
        .ended(0);
    assert!(fs::read(&one).expect("a file").starts_with(b"\x89PNG"));
    let many = desk
        .run(&["card", street, "--tier", "grid", "-o", &one])
        .ended(2);
    assert!(
        many.err.contains("a picture is of one card"),
        "{}",
        many.err
    );
    let none = desk.run(&["card", "000000000000", "--json"]).ended(2);
    assert!(
        none.err.contains("there is no grid 000000000000"),
        "{}",
        none.err
    );
    let form = desk
        .run(&["card", street, "-o", &path("card.doc")])
        .ended(2);
    assert!(form.err.contains(".pdf or .png"), "{}", form.err);
}
