//! Seams: random metatiles of every style equal their tiles, byte by byte; the same pictures whatever the order, the
//! threads or the way that led there.

use hexward_engine::edit::apply;
use hexward_engine::geom::{PixelRect, Plane, Position, TileCoord, TileSize};
use hexward_engine::model::{Change, Dataset, Delta, Language, Note};
use hexward_engine::render::{Areas, LoadBy, Style, Styles, View, picture, tile};
use hexward_engine::snapshot::Snapshot;

fn soho() -> Snapshot {
    let demo = hexward::demo::soho(Note::default()).expect("the demo");
    let empty = Snapshot::build(Dataset::default());
    let delta = apply(&empty, &demo).expect("the demo");
    empty.with(&delta).expect("fits")
}

fn styles() -> Styles {
    let styles = hexward::state::shipped_styles().expect("all styles are valid");
    styles.with_fonts(&hexward::state::installed_fonts())
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

fn decoded(png_bytes: &[u8]) -> Vec<u8> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(png_bytes));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::ALPHA);
    let mut reader = decoder.read_info().expect("a png");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    reader.next_frame(&mut pixels).expect("a frame");
    pixels
}

/// A tile near the pump of Broad Street at which the style is served in both sizes, and how it is looked at.
fn thrown(dice: &mut Dice, style: &Style) -> (TileCoord, View) {
    let plane = [Plane::Mercator, Plane::Degrees][dice.below(2) as usize];
    let pump = plane.point(Position::from_degrees(-0.136_748_6, 51.513_338).expect("in range"));
    let zooms = style.zooms(TileSize::Px512);
    let first = (*zooms.start()).max(9);
    let last = (*zooms.end()).min(19);
    let z = first + dice.below(u64::from(last - first) + 1) as u8;
    let shift = 40 - u32::from(z);
    // the demo is 600 m wide
    let near = |v: i64, off: u64| (v + (off as i64 - 8_000_000) * 2) >> shift;
    let (x, y) = (dice.below(16_000_000), dice.below(16_000_000));
    let coord = TileCoord::new(z, near(pump.x, x) as u32, near(pump.y, y) as u32);
    let areas = [Areas::Grids, Areas::Cells(None)][dice.below(2) as usize].clone();
    let view = View {
        areas,
        by: LoadBy::ALL[dice.below(3) as usize],
        labels: [None, None, Some(Language::Zh), Some(Language::En)][dice.below(4) as usize],
        plane,
        ..View::default()
    };
    (coord.expect("inside"), view)
}

/// Compares random metatiles of every style, as it is and for screens of double density, with what they are made of, and says
/// how many showed anything.
fn metatiles(count: usize, seed: u64) -> usize {
    let (snapshot, styles) = (soho(), styles());
    let doubled = styles.doubled();
    let mut dice = Dice(seed);
    let mut shown = 0;
    for style in styles.iter().chain(doubled.iter()) {
        for _ in 0..count {
            let (coord, view) = thrown(&mut dice, style);
            shown += usize::from(!compare(&snapshot, style, coord, &view));
            cut(&mut dice, &snapshot, style, coord, &view);
        }
    }
    shown
}

/// A tile of 512 pixels against the four of 256 of the next zoom; whether it is empty.
fn compare(snapshot: &Snapshot, style: &Style, coord: TileCoord, view: &View) -> bool {
    let sized = |size| View {
        size,
        ..view.clone()
    };
    let large = tile(snapshot, style, coord, &sized(TileSize::Px512)).expect("a tile");
    let whole = decoded(&large.png);
    for (i, j) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
        let part = TileCoord::new(coord.z() + 1, 2 * coord.x() + i, 2 * coord.y() + j);
        let part = part.expect("inside");
        let small = tile(snapshot, style, part, &sized(TileSize::Px256)).expect("a tile");
        let small = decoded(&small.png);
        for row in 0..256 {
            let from = ((row + 256 * j as usize) * 512 + 256 * i as usize) * 4;
            let same = whole[from..from + 1024] == small[row * 1024..(row + 1) * 1024];
            assert!(
                same,
                "style {} {coord:?} {view:?} part {i} {j} row {row}",
                style.id()
            );
        }
    }
    large.empty
}

/// A random part of a picture against the same part drawn alone.
fn cut(dice: &mut Dice, snapshot: &Snapshot, style: &Style, coord: TileCoord, view: &View) {
    let whole = coord.pixels(TileSize::Px256);
    let (width, height) = (1 + dice.below(200) as u32, 1 + dice.below(200) as u32);
    let (dx, dy) = (dice.below(56), dice.below(56));
    let part = PixelRect {
        x: whole.x + dx as i64,
        y: whole.y + dy as i64,
        width,
        height,
        ..whole
    };
    let large = picture(snapshot, style, whole, view).expect("a picture");
    let small = picture(snapshot, style, part, view).expect("a picture");
    for row in 0..height as usize {
        let from = ((row + dy as usize) * 256 + dx as usize) * 4;
        let line = width as usize * 4;
        let same = large.pixels()[from..from + line] == small.pixels()[row * line..][..line];
        assert!(same, "style {} {part:?} {view:?} row {row}", style.id());
    }
}

#[test]
fn a_few_random_metatiles_of_every_style_equal_their_tiles() {
    assert!(metatiles(4, 0x2545_F491_4F6C_DD1D) > 20);
}

#[test]
#[ignore = "several minutes; scripts/torture.sh runs it"]
fn ten_thousand_random_metatiles_of_every_style_equal_their_tiles() {
    let shown = std::thread::scope(|scope| {
        let halves = [0x9E37_79B9_7F4A_7C15, 0xD1B5_4A32_D192_ED03];
        let halves = halves.map(|seed| scope.spawn(move || metatiles(5_000, seed)));
        halves.map(|half| half.join().expect("no seam shows"))
    });
    println!("{shown:?} of them showed something");
    assert!(shown.iter().sum::<usize>() > 20_000);
}

/// The bytes of some tiles of every style.
fn pictures(snapshot: &Snapshot, styles: &Styles) -> Vec<Vec<u8>> {
    let mut dice = Dice(77);
    let mut pictures = Vec::new();
    for style in styles.iter() {
        for _ in 0..4 {
            let (coord, view) = thrown(&mut dice, style);
            pictures.push(tile(snapshot, style, coord, &view).expect("a tile").png);
        }
    }
    pictures
}

#[test]
fn an_edit_and_its_undo_and_other_threads_leave_every_byte_as_it_was() {
    let (snapshot, styles) = (soho(), styles());
    let before = pictures(&snapshot, &styles);
    let row = snapshot.counts.records().first().expect("a count").clone();
    let moved = snapshot
        .addresses
        .index_of(&row.address)
        .expect("its address");
    let address = snapshot.addresses.records().row(moved);
    let mut elsewhere = address.clone();
    elsewhere.position = snapshot.addresses.records().position(moved + 9);
    let mut more = row.clone();
    more.value += 40;
    let delta = Delta {
        counts: Change::replace(row, more).into_iter().collect(),
        addresses: Change::replace(address, elsewhere).into_iter().collect(),
        ..Delta::default()
    };
    let edited = snapshot.with(&delta).expect("fits");
    assert_ne!(pictures(&edited, &styles), before);
    let undone = edited.with(&delta.inverse()).expect("fits");
    assert_eq!(pictures(&undone, &styles), before);
    let fresh = Snapshot::build(snapshot.dataset());
    let drawn = std::thread::scope(|scope| {
        let threads = [(); 3].map(|()| scope.spawn(|| pictures(&fresh, &styles)));
        threads.map(|thread| thread.join().expect("no panic"))
    });
    assert!(drawn.iter().all(|pictures| *pictures == before));
}
