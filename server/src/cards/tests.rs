//! What is drawn on cards of a small place.

use std::sync::Arc;

use hexward_engine::geom::{Polygon, Position, Region, Ring};
use hexward_engine::model::{
    AreaCode, Barrier, BarrierId, Dataset, Duty, DutyId, Grid, Ground, Holder, Language, Lock,
    Role, RoleClass, RoleId, StaffId, Text, Tier,
};
use hexward_engine::render::Fonts;
use hexward_engine::snapshot::Snapshot;

use super::list::{Item, Page};
use super::{Card, cards_of, facts::grids_of, page, pdf, png};
use crate::fonts;

fn at(x: i64, y: i64) -> Position {
    Position::clamped(1_000_000_000 + x * 100, 300_000_000 + y * 100)
}

fn grid(code: &str, name: &str, x: i64) -> Grid {
    let corners = [at(x, 0), at(x + 200, 0), at(x + 200, 150), at(x, 150)];
    let ring = Ring::new(&corners).expect("a ring");
    Grid {
        code: AreaCode::new(code).expect("a code"),
        tier: Tier::Grid,
        parent: None,
        name: name.to_owned(),
        region: Region::single(Polygon::new(ring, Vec::new()).expect("a polygon")),
        lock: Lock::Open,
    }
}

fn role(id: &str, title: &str) -> Role {
    Role {
        id: RoleId::new(id).expect("an id"),
        title: Text {
            zh: title.to_owned(),
            en: id.to_owned(),
        },
        class: RoleClass::Worker,
        tier: Some(Tier::Grid),
        least: 1,
        most: None,
    }
}

/// The head of the western grid, and a deputy with half of the time.
fn duty() -> Duty {
    let holder = |staff: &str, share_percent, is_deputy| Holder {
        staff: StaffId::new(staff).expect("a number"),
        share_percent,
        is_deputy,
    };
    let code = AreaCode::new("990185400001G001").expect("a code");
    Duty {
        id: DutyId::new("D1").expect("an id"),
        role: RoleId::new("head").expect("an id"),
        name: String::new(),
        ground: Ground::Areas(vec![code]),
        holders: vec![holder("W-017", 100, false), holder("W-018", 50, true)],
        from: None,
        until: None,
    }
}

fn place() -> Snapshot {
    let id = BarrierId::new("L1").expect("an id");
    let path = vec![at(-50, -10), at(450, -10)];
    let line = Barrier::new(id, "street".to_owned(), path).expect("a line");
    Snapshot::build(Dataset {
        grids: vec![
            grid("990185400001G001", "西网格", 0),
            grid("990185400001G002", "东网格", 200),
        ],
        barriers: vec![line.named("南街".to_owned())],
        roles: vec![role("head", "网格长"), role("health", "疫情信息员")],
        duties: vec![duty()],
        ..Dataset::default()
    })
}

fn with_card(check: impl Fn(&Card<'_>, &Fonts)) {
    let snapshot = place();
    let code = AreaCode::new("990185400001G001").expect("a code");
    let grids = grids_of(&snapshot, &code, None);
    let cards = cards_of(&snapshot, &grids, Some("https://example.org/"));
    let fonts = Arc::new(fonts::load());
    check(&cards[0], &fonts);
}

/// All texts of a page.
fn texts(page: &Page) -> Vec<&str> {
    let items = page.items.iter();
    let texts = items.filter_map(|item| match item {
        Item::Text { text, .. } => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

#[test]
fn a_card_says_what_lies_around_in_both_languages() {
    with_card(|card, fonts| {
        assert!(
            card.link.starts_with("https://example.org/#map=17/30.00"),
            "{}",
            card.link
        );
        let zh = page(card, Language::Zh, fonts);
        let zh = texts(&zh).concat();
        for part in [
            "西网格",
            "990185400001G001",
            "东至东网格",
            "南至南街",
            "北至图界",
            "卡口",
        ] {
            assert!(zh.contains(part), "{part} in {zh}");
        }
        let en = page(card, Language::En, fonts);
        let en = texts(&en).concat();
        for part in [
            "Card of a grid",
            "east to 东网格",
            "south to 南街",
            "households",
        ] {
            assert!(en.contains(part), "{part} in {en}");
        }
    });
}

#[test]
fn posts_are_named_by_numbers_and_vacant_ones_are_said() {
    with_card(|card, fonts| {
        let zh = page(card, Language::Zh, fonts);
        let zh = texts(&zh).join("|");
        assert!(zh.contains("网格长|W-017、W-018 50%（副）"), "{zh}");
        assert!(zh.contains("疫情信息员|空缺"), "{zh}");
        let en = page(card, Language::En, fonts);
        let en = texts(&en).join("|");
        assert!(en.contains("health|vacant"), "{en}");
    });
}

#[test]
fn nothing_is_drawn_beyond_the_paper() {
    with_card(|card, fonts| {
        for item in &page(card, Language::Zh, fonts).items {
            let points: Vec<(f32, f32)> = match item {
                Item::Fill { rings, .. } => rings.concat(),
                Item::Stroke { path, .. } => path.clone(),
                Item::Text { at, size, text, .. } => {
                    let end = at.0 + fonts.width_px(text, *size);
                    vec![*at, (end, at.1)]
                }
                Item::Clip { rect, .. } => rect.ring(),
            };
            for (x, y) in points {
                assert!(
                    (10.0..=200.0).contains(&x) && (8.0..=290.0).contains(&y),
                    "{item:?}"
                );
            }
        }
    });
}

#[test]
fn paper_and_picture_are_made_of_the_same_list() {
    with_card(|card, fonts| {
        if fonts.is_empty() {
            return;
        }
        let picture = png(card, Language::Zh, fonts, 72).expect("a picture");
        let size = |at: usize| u32::from_be_bytes(picture[at..at + 4].try_into().expect("four"));
        assert_eq!((size(16), size(20)), (595, 842));
        let one = std::slice::from_ref(card);
        let paper = pdf(one, Language::Zh, fonts).expect("a document");
        assert_eq!(paper, pdf(one, Language::Zh, fonts).expect("a document"));
        assert!(paper.starts_with(b"%PDF"));
    });
}

#[test]
fn without_a_font_there_is_no_card() {
    with_card(|card, _| {
        let none = Fonts::default();
        let error = png(card, Language::Zh, &none, 72).expect_err("no font");
        assert_eq!(
            error.to_string(),
            "no font is installed that cards could be written in"
        );
        assert!(pdf(std::slice::from_ref(card), Language::Zh, &none).is_err());
    });
}
