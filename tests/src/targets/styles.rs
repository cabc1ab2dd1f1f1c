//! Styles: whatever a file says, it is refused with a reason, or everything can be drawn in it, in bounded time and memory.

use std::sync::{Arc, OnceLock};

use hexward_engine::edit::apply;
use hexward_engine::geom::{TileCoord, TileSize};
use hexward_engine::model::{Dataset, Language, Note};
use hexward_engine::render::{
    Fonts, Styles, View, choice_of, ground_of, legend, legend_png, scale_of, tile, vector_tile,
};
use hexward_engine::snapshot::Snapshot;

use super::Target;

/// Style files.
pub(super) const STYLES: Target = Target {
    name: "styles",
    run: styles,
    seeds: &[
        include_str!("../../../styles/addresses.json"),
        include_str!("../../../styles/cases.json"),
        include_str!("../../../styles/checkpoints.json"),
        include_str!("../../../styles/counts.json"),
        include_str!("../../../styles/defects.json"),
        include_str!("../../../styles/grids.json"),
        include_str!("../../../styles/honeycomb.json"),
        include_str!("../../../styles/labels.json"),
        include_str!("../../../styles/load.json"),
        include_str!("../../../styles/rates.json"),
        include_str!("../../../styles/risk.json"),
        include_str!("../../../styles/streets.json"),
    ],
    words: &[
        "0",
        "-1",
        "1e308",
        "-1e308",
        "1e-308",
        "0.0",
        "23",
        "24",
        "255",
        "256",
        "4294967295",
        "4294967296",
        "20000.0",
        "null",
        "[]",
        "{}",
        "\"\"",
        "\"#ffffffff\"",
        "\"#\"",
        "\"\u{0}\"",
        ",",
        "[",
        "]",
        "[0,23]",
        "\"hatch\": \"dots\"",
        "\"bandwidth_m\": 20000",
        "\"per\": \"km2\"",
    ],
};

struct Ground {
    snapshot: Snapshot,
    fonts: Arc<Fonts>,
}

fn ground() -> &'static Ground {
    static GROUND: OnceLock<Ground> = OnceLock::new();
    GROUND.get_or_init(|| {
        let demo = hexward::demo::soho(Note::default()).expect("the demo");
        let empty = Snapshot::build(Dataset::default());
        let delta = apply(&empty, &demo).expect("the demo");
        Ground {
            snapshot: empty.with(&delta).expect("fits"),
            fonts: hexward::state::installed_fonts(),
        }
    })
}

fn styles(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let styles = match Styles::parse(&[("a.json", &text)]) {
        Ok(styles) => styles,
        Err(error) => {
            assert!(error.to_string().starts_with("a.json"), "{error}");
            return;
        }
    };
    let Ground { snapshot, fonts } = ground();
    let styles = styles.with_fonts(fonts);
    for (styles, size) in [
        (&styles, TileSize::Px256),
        (&styles.doubled(), TileSize::Px512),
        (&styles.dark(), TileSize::Px256),
    ] {
        for style in styles.iter() {
            let view = View {
                size,
                labels: Some(Language::Zh),
                ..View::default()
            };
            let zooms = style.zooms(size);
            for z in [
                *zooms.start(),
                16.clamp(*zooms.start(), *zooms.end()),
                *zooms.end(),
            ] {
                // around the pump of Broad Street
                let shift = 23 - z;
                let coord =
                    TileCoord::new(z, 4_191_117 >> shift, 2_789_203 >> shift).expect("inside");
                ground_of(snapshot, style, coord, &view);
                choice_of(snapshot, style, coord, &view);
                let drawn = tile(snapshot, style, coord, &view);
                assert!(
                    drawn.is_ok(),
                    "zoom {z}: {}",
                    drawn.err().map_or(String::new(), |e| e.to_string())
                );
                if style.has_vector() {
                    assert!(
                        vector_tile(snapshot, style, coord, &view).is_ok(),
                        "zoom {z}"
                    );
                }
            }
            scale_of(snapshot, style, &view);
            let legend = legend(snapshot, style, &view);
            assert!(legend_png(&legend, (Language::En, style.theme()), fonts).is_ok());
        }
    }
}
