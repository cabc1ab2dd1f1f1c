//! The small map of a card: the grid, what lies around it, roads and water, checkpoints, a scale.

use hexward_engine::geom::{Bounds, LocalFrame, Metres, Position, Region, Ring};
use hexward_engine::model::CheckpointState;

use super::facts::Card;
use super::layout::{INK, SOFT, Sheet};
use super::list::{Color, Item, Pen, Point, Rect};
use super::map_labels::Labels;

const PAPER: Color = [243, 244, 241];
const OWN: Color = [255, 246, 214];
const BORDER: Color = [190, 24, 110];
const OTHERS: Color = [150, 156, 166];
const WATER: Color = [96, 160, 210];
const OPEN: Color = [20, 120, 60];
const CLOSED: Color = [190, 40, 40];

/// Scales that a map may have, one to so many.
const SCALES: [f32; 20] = [
    250.0, 500.0, 1_000.0, 1_500.0, 2_000.0, 2_500.0, 3_000.0, 4_000.0, 5_000.0, 6_000.0, 7_500.0,
    10_000.0, 12_500.0, 15_000.0, 20_000.0, 25_000.0, 35_000.0, 50_000.0, 100_000.0, 250_000.0,
];

/// From the ground to the paper.
pub(super) struct Projection<'f> {
    frame: &'f LocalFrame,
    center: Metres,
    middle: Point,
    /// Millimetres a metre.
    scale: f32,
}

impl Projection<'_> {
    pub(super) fn at(&self, position: Position) -> Point {
        let metres = self.frame.to_metres(position);
        (
            self.middle.0 + (metres.x - self.center.x) as f32 * self.scale,
            self.middle.1 - (metres.y - self.center.y) as f32 * self.scale,
        )
    }

    /// The position that is shown at a point.
    pub(super) fn position(&self, (x, y): Point) -> Position {
        self.frame.to_position(Metres {
            x: self.center.x + f64::from((x - self.middle.0) / self.scale),
            y: self.center.y - f64::from((y - self.middle.1) / self.scale),
        })
    }

    fn path(&self, path: &[Position]) -> Vec<Point> {
        path.iter().map(|&position| self.at(position)).collect()
    }

    pub(super) fn rings(&self, region: &Region) -> Vec<Vec<Point>> {
        let rings = region.rings();
        rings.map(|ring| self.path(ring.vertices())).collect()
    }

    /// The box of the ground that a rectangle shows.
    fn ground(&self, rect: Rect) -> Option<Bounds> {
        let corners = rect.ring().into_iter();
        Bounds::around(corners.map(|corner| self.position(corner)))
    }
}

pub(super) fn draw(sheet: &mut Sheet<'_>, card: &Card<'_>, frame: Rect) {
    let (projection, scale) = projection(card, frame);
    let Some(ground) = projection.ground(frame) else {
        return;
    };
    let mut items = vec![Item::Fill {
        rings: vec![frame.ring()],
        color: PAPER,
    }];
    let own = projection.rings(&card.grid.region);
    items.push(Item::Fill {
        rings: own.clone(),
        color: OWN,
    });
    let shown = (frame, ground);
    lines(&mut items, card, &projection, shown);
    others(&mut items, card, &projection, shown);
    for ring in own {
        let pen = pen(BORDER, 0.9, None);
        items.push(stroke(ring, true, pen));
    }
    for checkpoint in &card.checkpoints {
        let at = projection.at(checkpoint.position);
        let open = checkpoint.state == CheckpointState::Open;
        let color = if open { OPEN } else { CLOSED };
        for (side, color) in [(5.0, [255; 3]), (4.2, color)] {
            let rings = vec![square(at, side).ring()];
            items.push(Item::Fill { rings, color });
        }
    }
    sheet.page.items.push(Item::Clip { rect: frame, items });
    let mut labels = Labels::new(frame.inside(1.5));
    for (k, checkpoint) in card.checkpoints.iter().enumerate() {
        let at = projection.at(checkpoint.position);
        let text = (k + 1).to_string();
        let width = sheet.fonts.width_px(&text, 3.0);
        let start = (at.0 - width / 2.0, at.1 + 1.05);
        if frame.inside(2.5).contains(at) {
            sheet.page.text(start, 3.0, text, [255; 3]);
        }
        labels.taken.push(square(at, 5.0));
    }
    ruler(sheet, &mut labels, frame, scale);
    labels.write(sheet, card, &projection, ground);
    sheet.page.frame(frame, [120, 126, 138], 0.25);
}

fn square((x, y): Point, side: f32) -> Rect {
    Rect {
        x: x - side / 2.0,
        y: y - side / 2.0,
        width: side,
        height: side,
    }
}

/// The projection in which the grid fills the frame at a round scale.
fn projection<'c>(card: &'c Card<'_>, rect: Rect) -> (Projection<'c>, f32) {
    let frame = &card.snapshot.frame;
    let corners = card.grid.region.rings().flat_map(Ring::vertices);
    let points: Vec<Metres> = corners.map(|&corner| frame.to_metres(corner)).collect();
    let ends = |of: fn(&Metres) -> f64| {
        let values = || points.iter().map(of);
        let low = values().fold(f64::INFINITY, f64::min);
        (low, values().fold(f64::NEG_INFINITY, f64::max))
    };
    let (x, y) = (ends(|p| p.x), ends(|p| p.y));
    // a fifth of the map shows what lies around
    let needed = ((x.1 - x.0) as f32 * 1000.0 / (rect.width * 0.8))
        .max((y.1 - y.0) as f32 * 1000.0 / (rect.height * 0.8));
    let mut round = SCALES.into_iter().filter(|&scale| scale >= needed);
    let scale = round.next().unwrap_or(needed);
    let projection = Projection {
        frame,
        center: Metres {
            x: f64::midpoint(x.0, x.1),
            y: f64::midpoint(y.0, y.1),
        },
        middle: (rect.x + rect.width / 2.0, rect.y + rect.height / 2.0),
        scale: 1000.0 / scale,
    };
    (projection, scale)
}

fn pen(color: Color, width: f32, dash: Option<[f32; 2]>) -> Pen {
    Pen { color, width, dash }
}

fn stroke(path: Vec<Point>, closed: bool, pen: Pen) -> Item {
    Item::Stroke { path, closed, pen }
}

/// Water, then ways from the small to the great: each a light line in a darker case.
fn lines(
    items: &mut Vec<Item>,
    card: &Card<'_>,
    projection: &Projection<'_>,
    (frame, ground): (Rect, Bounds),
) {
    let all = &card.snapshot.barriers;
    let near = all.meeting(ground);
    let mut shown: Vec<(Look, Vec<Vec<Point>>)> = near
        .into_iter()
        .map(|k| &all.records()[k])
        .map(|line| {
            let path = projection.path(line.path());
            (Look::of(&line.class), runs(&path, frame))
        })
        .collect();
    shown.sort_by_key(|(look, _)| look.rank);
    for (look, paths) in &shown {
        let Some(case) = look.case else { continue };
        for path in paths {
            let pen = pen(case, look.width + 0.35, None);
            items.push(stroke(path.clone(), false, pen));
        }
    }
    for (look, paths) in shown {
        for path in paths {
            let pen = pen(look.color, look.width, look.dash);
            items.push(stroke(path, false, pen));
        }
    }
}

/// The parts of a path that may show in a rectangle.
fn runs(path: &[Point], rect: Rect) -> Vec<Vec<Point>> {
    let near = rect.inside(-3.0);
    let mut runs: Vec<Vec<Point>> = Vec::new();
    let mut goes_on = false;
    for pair in path.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let around = Rect {
            x: a.0.min(b.0) - 0.01,
            y: a.1.min(b.1) - 0.01,
            width: (a.0 - b.0).abs() + 0.02,
            height: (a.1 - b.1).abs() + 0.02,
        };
        let shows = around.meets(near);
        match runs.last_mut().filter(|_| goes_on) {
            Some(run) if shows => run.push(b),
            _ if shows => runs.push(vec![a, b]),
            _ => {}
        }
        goes_on = shows;
    }
    runs
}

/// How a line is drawn.
struct Look {
    rank: u8,
    color: Color,
    case: Option<Color>,
    width: f32,
    dash: Option<[f32; 2]>,
}

impl Look {
    fn of(class: &str) -> Self {
        let (rank, color, case, width, dash) = match class {
            "river" | "canal" | "water" | "riverbank" | "bank" | "lake" | "coastline" => {
                (0, WATER, None, 0.6, None)
            }
            "rail" | "railway" | "light_rail" => (3, [90, 90, 90], None, 0.6, Some([2.0, 1.2])),
            "wall" | "fence" => (1, [120, 110, 100], None, 0.3, Some([1.0, 0.6])),
            "expressway" | "motorway" | "trunk" => (6, [250, 214, 120], Some(OTHERS), 2.0, None),
            "arterial" | "primary" | "secondary" | "bridge" => {
                (5, [255, 236, 170], Some(OTHERS), 1.6, None)
            }
            "collector" | "tertiary" => (4, [255; 3], Some(OTHERS), 1.2, None),
            _ => (2, [255; 3], Some([190, 194, 200]), 0.8, None),
        };
        Self {
            rank,
            color,
            case,
            width,
            dash,
        }
    }
}

/// The borders of the grids around.
fn others(
    items: &mut Vec<Item>,
    card: &Card<'_>,
    projection: &Projection<'_>,
    (frame, ground): (Rect, Bounds),
) {
    let Some(layer) = card.snapshot.grids.get(&card.grid.tier) else {
        return;
    };
    for index in layer.meeting(ground) {
        let other = &layer.records()[index];
        if other.code != card.grid.code {
            for mut ring in projection.rings(&other.region) {
                ring.extend(ring.first().copied());
                for path in runs(&ring, frame) {
                    let pen = pen([120, 70, 110], 0.25, Some([1.6, 1.0]));
                    items.push(stroke(path, false, pen));
                }
            }
        }
    }
}

/// A ruler of a round length, the scale, and which way is north.
fn ruler(sheet: &mut Sheet<'_>, labels: &mut Labels, frame: Rect, scale: f32) {
    let longest = 0.2 * frame.width * scale / 1000.0;
    let round = [
        5.0,
        10.0,
        20.0,
        50.0,
        100.0,
        200.0,
        500.0,
        1000.0,
        2000.0,
        5000.0,
        10_000.0_f32,
    ];
    let mut fitting = round.into_iter().rev().filter(|&metres| metres <= longest);
    let metres = fitting.next().unwrap_or(5.0);
    let length = metres * 1000.0 / scale;
    let (x, y) = (frame.x + 4.0, frame.y + frame.height - 4.0);
    let plate = Rect {
        x: frame.x + 1.5,
        y: y - 6.5,
        width: (length + 5.0).max(30.0),
        height: 9.0,
    };
    labels.taken.push(plate);
    sheet.page.rect(plate, [255; 3]);
    sheet.page.line((x, y), (x + length, y), INK, 0.5);
    for end in [x, x + length] {
        sheet.page.line((end, y - 1.0), (end, y + 1.0), INK, 0.3);
    }
    let text = format!("{metres:.0} m · 1:{scale:.0}");
    sheet.page.text((x, y - 2.2), 2.7, text, SOFT);
    let (x, y) = (frame.x + frame.width - 7.0, frame.y + 12.0);
    labels.taken.push(Rect {
        x: x - 4.0,
        y: y - 11.0,
        width: 8.0,
        height: 14.0,
    });
    sheet.page.items.push(Item::Fill {
        rings: vec![vec![
            (x, y - 10.0),
            (x + 2.2, y - 3.0),
            (x, y - 4.5),
            (x - 2.2, y - 3.0),
        ]],
        color: INK,
    });
    let north = sheet.words.pick("北", "N");
    let width = sheet.fonts.width_px(north, 3.0);
    sheet.page.text((x - width / 2.0, y + 1.0), 3.0, north, INK);
}
