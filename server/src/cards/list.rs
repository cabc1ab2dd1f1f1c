//! What is drawn on a page, from the lowest to the highest: lengths in millimetres from the upper left corner, y downward.

/// A4 upright.
pub(super) const WIDTH_MM: f32 = 210.0;
/// A4 upright.
pub(super) const HEIGHT_MM: f32 = 297.0;

/// A point of the page.
pub(super) type Point = (f32, f32);

/// A colour, red, green, blue.
pub(super) type Color = [u8; 3];

/// A rectangle by its corner and size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
}

impl Rect {
    pub(super) fn ring(self) -> Vec<Point> {
        let (right, bottom) = (self.x + self.width, self.y + self.height);
        vec![
            (self.x, self.y),
            (right, self.y),
            (right, bottom),
            (self.x, bottom),
        ]
    }

    pub(super) fn contains(self, (x, y): Point) -> bool {
        (self.x..=self.x + self.width).contains(&x) && (self.y..=self.y + self.height).contains(&y)
    }

    pub(super) fn meets(self, other: Self) -> bool {
        self.x < other.x + other.width
            && other.x < self.x + self.width
            && self.y < other.y + other.height
            && other.y < self.y + self.height
    }

    /// The part inside a margin.
    pub(super) fn inside(self, margin: f32) -> Self {
        Self {
            x: self.x + margin,
            y: self.y + margin,
            width: self.width - 2.0 * margin,
            height: self.height - 2.0 * margin,
        }
    }
}

/// A line that is drawn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pen {
    pub(super) color: Color,
    pub(super) width: f32,
    /// Drawn and left out, in turn.
    pub(super) dash: Option<[f32; 2]>,
}

/// One thing that is drawn.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Item {
    /// Rings filled by the even-odd rule.
    Fill {
        rings: Vec<Vec<Point>>,
        color: Color,
    },
    /// A path, closed or open.
    Stroke {
        path: Vec<Point>,
        closed: bool,
        pen: Pen,
    },
    /// A line of text from the beginning of its baseline.
    Text {
        at: Point,
        size: f32,
        text: String,
        color: Color,
    },
    /// Fills and strokes of which only what lies in a rectangle shows.
    Clip { rect: Rect, items: Vec<Item> },
}

/// A page.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Page {
    pub(super) items: Vec<Item>,
}

impl Page {
    pub(super) fn rect(&mut self, rect: Rect, color: Color) {
        let rings = vec![rect.ring()];
        self.items.push(Item::Fill { rings, color });
    }

    pub(super) fn frame(&mut self, rect: Rect, color: Color, width: f32) {
        self.items.push(Item::Stroke {
            path: rect.ring(),
            closed: true,
            pen: Pen {
                color,
                width,
                dash: None,
            },
        });
    }

    pub(super) fn line(&mut self, from: Point, to: Point, color: Color, width: f32) {
        self.items.push(Item::Stroke {
            path: vec![from, to],
            closed: false,
            pen: Pen {
                color,
                width,
                dash: None,
            },
        });
    }

    pub(super) fn text(&mut self, at: Point, size: f32, text: impl Into<String>, color: Color) {
        let text = text.into();
        self.items.push(Item::Text {
            at,
            size,
            text,
            color,
        });
    }
}
