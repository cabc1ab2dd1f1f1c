//! What is written: names that do harm elsewhere, and names that exist.

use hexward_engine::geom::PixelRect;
use hexward_engine::render::{label_texts, picture};
use hexward_engine::snapshot::Snapshot;
use hexward_tests::shared::shared_data;

use super::{all_labels, dataset, ground, lettered_styles, looks};

#[test]
fn hostile_names_do_no_harm() {
    let Some(styles) = lettered_styles() else {
        return;
    };
    let mut dataset = dataset();
    let hostile = [
        "长".repeat(10_000),
        "z\u{301}".repeat(5_000),
        format!("z{}", "\u{301}\u{489}".repeat(5_000)),
        "\u{202e}gnirts\u{202c}\u{2066}".to_owned(),
        "שלום עולם مرحبا بالعالم".to_owned(),
        "👩‍👩‍👧‍👦🏳️‍🌈🇨🇳".to_owned(),
        "\u{200b}\u{200d}\u{feff}".to_owned(),
        "\u{0}\u{1b}[31m\r\n\t".to_owned(),
        "𠮷野家\u{20bb7}\u{2a6d6}".to_owned(),
        "ﷺ".repeat(300),
        "क्षत्रिय ज्ञानी".to_owned(),
        "\u{fdfd}\u{12031}\u{a9c5}".to_owned(),
        "葛\u{e0100}\u{e01ef}城\u{fe0f}".to_owned(),
        "<script>alert(1)</script>".to_owned(),
    ];
    for (i, grid) in dataset.grids.iter_mut().enumerate() {
        grid.name.clone_from(&hostile[i % hostile.len()]);
    }
    for (i, point) in dataset.checkpoints.iter_mut().enumerate() {
        point.name.clone_from(&hostile[i % hostile.len()]);
    }
    let snapshot = Snapshot::build(dataset);
    for (style, view) in looks(&styles) {
        for zoom in [12, 15, 17] {
            let all = ground(&snapshot, zoom);
            let some = PixelRect {
                x: all.x + i64::from(all.width / 2),
                y: all.y + i64::from(all.height / 2),
                width: 512,
                height: 512,
                ..all
            };
            picture(&snapshot, style, some, &view).expect("a picture");
            for label in all_labels(&snapshot, style, &view, zoom) {
                assert!(label.text.chars().count() <= 200, "{}", label.text.len());
                assert!(label.rect.height < 80, "{label:?}");
                let steers = |c: char| {
                    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
                };
                assert!(!label.text.chars().any(steers), "{:?}", label.text);
            }
        }
    }
    let fonts = hexward::state::installed_fonts();
    let missing = fonts.missing(label_texts(&snapshot));
    assert!(
        missing
            .iter()
            .any(|glyph| glyph.character == '\u{1f1e8}' && glyph.texts > 1)
    );
}

#[test]
fn all_place_names_of_the_five_cities_have_glyphs() {
    let (Some(_), Some(data)) = (lettered_styles(), shared_data()) else {
        return;
    };
    let fonts = hexward::state::installed_fonts();
    let mut names = 0;
    for city in ["wuxi", "huaian", "zhuzhou", "nanchang", "jinhua"] {
        let path = data.join(format!("cn-divisions/{city}_villages.csv"));
        let text = std::fs::read_to_string(&path).expect("the names of a city");
        let rows: Vec<&str> = text.lines().skip(1).collect();
        names += rows.len();
        assert_eq!(fonts.missing(rows), [], "{city}");
    }
    assert!(names > 9000, "{names}");
}
