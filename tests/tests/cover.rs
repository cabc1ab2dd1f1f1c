//! Damage against brute force: all tiles of the small town drawn before and after random edits. A tile that looks otherwise has a
//! key of its own, and lies in the cover of the commit unless it has labels; one whose key is as it was has the same bytes, and so the
//! same tag.

use std::time::Instant;

use hexward_engine::Engine;
use hexward_engine::damage::Damage;
use hexward_engine::edit::{Changeset, Edit};
use hexward_engine::geom::{Bounds, TileCoord, TileSize, WorldPoint};
use hexward_engine::model::{Language, Revision, Tier};
use hexward_engine::render::{
    Areas, Cover, DayRange, LoadBy, RenderError, Style, Styles, View, choice_of, common_choice,
    cover_of, ground_of, layers_of, tile, vector_tile,
};
use hexward_engine::snapshot::Snapshot;
use hexward_engine::store::GeoPackage;
use hexward_tests::planning::{by, draw, founding};
use hexward_tests::random::Sequence;
use hexward_tests::shared::lettered_styles;
use time::macros::date;

/// A style as it is looked at.
struct Look {
    style: Style,
    view: View,
    vector: bool,
}

/// What a tile is kept under, and its bytes or why there are none.
#[derive(PartialEq)]
struct Seen {
    common: String,
    choice: String,
    damaged: Revision,
    bytes: Result<Vec<u8>, String>,
}

/// How many tiles were looked at, had another key, and looked otherwise.
#[derive(Debug, Default)]
struct Tally {
    edits: usize,
    tiles: usize,
    covered: usize,
    told: usize,
    changed: usize,
}

/// Every style with everything that makes pictures of it differ.
fn looks(styles: &Styles) -> Vec<Look> {
    let mut looks = Vec::new();
    for style in styles.iter() {
        let mut views = vec![View::default()];
        let with = |change: &dyn Fn(&mut View)| {
            let mut view = View::default();
            change(&mut view);
            view
        };
        if style.colours_areas() {
            views.push(with(&|view| view.areas = Areas::Grids));
            views.push(with(&|view| {
                (view.areas, view.tier) = (Areas::Grids, Some(Tier::Community));
            }));
        }
        if style.has_tiers() {
            views.push(with(&|view| {
                (view.areas, view.tier, view.by) =
                    (Areas::Grids, Some(Tier::Micro), LoadBy::Residents);
            }));
        }
        match style.id() {
            "cases" => {
                let (from, to) = (date!(2026 - 02 - 01), date!(2026 - 03 - 02));
                views.push(with(&|view| view.days = Some(DayRange { from, to })));
                views.push(with(&|view| view.labels = Some(Language::En)));
            }
            "risk" | "checkpoints" => views.push(with(&|view| view.labels = Some(Language::Zh))),
            "grids" => views.push(with(&|view| view.size = TileSize::Px512)),
            _ => {}
        }
        for view in views {
            let vectors = style.has_vector() && view.size == TileSize::Px256;
            for vector in [false, true].into_iter().take(1 + usize::from(vectors)) {
                let (style, view) = (style.clone(), view.clone());
                looks.push(Look {
                    style,
                    view,
                    vector,
                });
            }
        }
    }
    looks
}

/// The tiles of a zoom over some ground, and those around them.
fn tiles_around(bounds: Bounds, z: u8) -> Vec<TileCoord> {
    let shift = 40 - u32::from(z);
    let (a, b) = (WorldPoint::of(bounds.min()), WorldPoint::of(bounds.max()));
    let span = |low: i64, high: i64| (low >> shift) - 1..=(high >> shift) + 1;
    let rows = span(b.y, a.y);
    span(a.x, b.x)
        .flat_map(|x| rows.clone().map(move |y| (x, y)))
        .map(|(x, y)| TileCoord::new(z, x as u32, y as u32).expect("inside"))
        .collect()
}

fn seen(engine: &Engine, look: &Look, coord: TileCoord) -> Seen {
    let Look {
        style,
        view,
        vector,
    } = look;
    let ground = |snapshot: &Snapshot| ground_of(snapshot, style, coord, view);
    let (snapshot, damaged) = engine.snapshot_for(layers_of(style), ground);
    let bytes: Result<Vec<u8>, RenderError> = if *vector {
        vector_tile(&snapshot, style, coord, view)
    } else {
        tile(&snapshot, style, coord, view).map(|tile| tile.png)
    };
    Seen {
        common: common_choice(&snapshot, style, view),
        choice: choice_of(&snapshot, style, coord, view),
        damaged,
        bytes: bytes.map_err(|error| error.to_string()),
    }
}

impl Look {
    fn has_labels(&self) -> bool {
        self.view.labels.is_some() || self.style.language().is_some()
    }

    /// Whether a tile lies in a cover.
    fn is_in(&self, cover: Option<Cover>, coord: TileCoord) -> bool {
        cover.is_some_and(|cover| {
            let wide = coord.pixels(self.view.size).grown(cover.margin_px);
            wide.world().bounds().intersects(cover.bounds)
        })
    }
}

/// The next commit: a random edit that is not refused, or the last one taken back.
fn commit(engine: &Engine, random: &mut Sequence) -> (String, Damage) {
    let head = engine.snapshot().revision;
    if random.below(6) == 0
        && head > Revision(1)
        && let Ok(done) = engine.undo(head, &by("undo"))
    {
        return (format!("undo of {head}"), done.damage);
    }
    loop {
        let Some(edit) = draw(&engine.snapshot(), random) else {
            continue;
        };
        let what = format!("{edit:?}");
        let edits: Vec<Edit> = vec![edit];
        let changeset = Changeset {
            note: by("planner"),
            edits,
        };
        if let Ok(done) = engine.commit(&changeset)
            && done.changed_rows > 0
        {
            return (what.chars().take(200).collect(), done.damage);
        }
    }
}

/// So many random commits, each held against all tiles of these zooms.
fn brute_force(styles: &Styles, zooms: &[u8], edits: usize, seed: u64) -> Tally {
    let folder = tempfile::tempdir().expect("a folder");
    let store = GeoPackage::create_or_open(folder.path().join("town.gpkg")).expect("a store");
    let engine = Engine::open(Box::new(store)).expect("an engine");
    engine.commit(&founding()).expect("the town is made");
    let bounds = engine.snapshot().bounds().expect("a town");
    let looks = looks(styles);
    let mut tiles: Vec<(&Look, TileCoord)> = Vec::new();
    for &zoom in zooms {
        for look in &looks {
            let shown = look.style.zooms(look.view.size).contains(&zoom);
            let around = tiles_around(bounds, zoom).into_iter().filter(|_| shown);
            tiles.extend(around.map(|coord| (look, coord)));
        }
    }
    let mut before: Vec<Seen> = tiles
        .iter()
        .map(|&(look, coord)| seen(&engine, look, coord))
        .collect();
    let (mut random, mut tally) = (Sequence(seed), Tally::default());
    for number in 0..edits {
        let (what, damage) = commit(&engine, &mut random);
        let newest = engine.snapshot();
        tally.edits += 1;
        for (&(look, coord), before) in tiles.iter().zip(&mut before) {
            let after = seen(&engine, look, coord);
            let covered = (&after.choice, after.damaged) != (&before.choice, before.damaged);
            let changed = after.bytes != before.bytes;
            let (id, view) = (look.style.id(), &look.view);
            assert!(
                covered || !changed,
                "seed {seed}, edit {number}: {id} {coord:?} vector {} {view:?} is stale after {what}",
                look.vector
            );
            let told = look.has_labels()
                || after.common != before.common
                || look.is_in(cover_of(&newest, &look.style, &damage), coord);
            assert!(
                told || !changed,
                "seed {seed}, edit {number}: {id} {coord:?} vector {} {view:?} is in no cover of {what}",
                look.vector
            );
            tally.tiles += 1;
            tally.told += usize::from(told);
            tally.covered += usize::from(covered);
            tally.changed += usize::from(changed);
            *before = after;
        }
    }
    tally
}

#[test]
fn what_a_few_random_edits_change_has_keys_of_its_own() {
    let Some(styles) = lettered_styles() else {
        return;
    };
    let tally = brute_force(&styles, &[15, 16], 5, 1);
    assert!(
        tally.changed > 20 && tally.covered < tally.tiles,
        "{tally:?}"
    );
}

#[test]
#[ignore = "ten minutes; scripts/torture.sh runs it"]
fn what_hundreds_of_random_edits_change_has_keys_of_its_own() {
    let Some(styles) = lettered_styles() else {
        return;
    };
    let edits = std::env::var("HEXWARD_EDITS").ok();
    let edits = edits.map_or(500, |count| count.parse().expect("a number of edits"));
    let clock = Instant::now();
    let halves = std::thread::scope(|scope| {
        let half = |seed| {
            let styles = &styles;
            scope.spawn(move || brute_force(styles, &[13, 14, 15, 16, 17], edits / 2, seed))
        };
        [half(7), half(8)].map(|half| half.join().expect("no tile is stale"))
    });
    for tally in halves {
        println!("{tally:?} after {} s", clock.elapsed().as_secs());
        assert!(
            tally.changed > 0 && tally.covered < tally.tiles,
            "{tally:?}"
        );
    }
}
