//! Icons: shapes and marks that tell symbols apart without colour.

use tiny_skia::{FillRule, LineCap, Path, PathBuilder, Pixmap, Stroke, Transform};

use super::canvas::Rgba;
use super::marker::paint;

/// The outline of a symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Shape {
    /// A disc.
    #[default]
    Circle,
    /// A square of the same area.
    Square,
    /// A square of the same area on its corner.
    Diamond,
}

/// What stands on a symbol, in the colour of its rim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Mark {
    /// Nothing.
    #[default]
    None,
    /// A bar from the lower left to the upper right.
    Bar,
    /// Two bars.
    Cross,
    /// A tick.
    Tick,
}

/// A symbol with a rim.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Icon {
    pub(super) radius_px: f32,
    pub(super) fill: Rgba,
    pub(super) rim: Rgba,
    pub(super) rim_px: f32,
    pub(super) shape: Shape,
    pub(super) mark: Mark,
}

/// Half the side of a square of the area of a circle of radius 1.
const HALF_SIDE: f32 = 0.886;

impl Shape {
    /// All shapes.
    pub const ALL: [Self; 3] = [Self::Circle, Self::Square, Self::Diamond];

    /// The name in styles and legends.
    pub fn name(self) -> &'static str {
        match self {
            Self::Circle => "circle",
            Self::Square => "square",
            Self::Diamond => "diamond",
        }
    }

    /// The shape of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shape| shape.name() == name)
    }

    /// How many radii the shape reaches from its middle.
    pub(super) fn reach(self) -> f32 {
        match self {
            Self::Circle => 1.0,
            Self::Square | Self::Diamond => HALF_SIDE * std::f32::consts::SQRT_2,
        }
    }

    fn path(self, (x, y): (f32, f32), radius: f32) -> Option<Path> {
        let corners =
            match self {
                Self::Circle => return PathBuilder::from_circle(x, y, radius),
                Self::Square => [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
                    .map(|c| scaled(c, HALF_SIDE)),
                Self::Diamond => [(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)]
                    .map(|c| scaled(c, self.reach())),
            };
        lines(&[&corners], (x, y), radius, true)
    }
}

impl Mark {
    /// All marks.
    pub const ALL: [Self; 4] = [Self::None, Self::Bar, Self::Cross, Self::Tick];

    /// The name in styles and legends.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Bar => "bar",
            Self::Cross => "cross",
            Self::Tick => "tick",
        }
    }

    /// The mark of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mark| mark.name() == name)
    }

    fn path(self, at: (f32, f32), radius: f32, shape: Shape) -> Option<Path> {
        // bars end at a circle and lie within the other shapes
        let reach = match shape {
            Shape::Circle => std::f32::consts::FRAC_1_SQRT_2,
            Shape::Square | Shape::Diamond => 0.5,
        };
        let rising = [(-reach, reach), (reach, -reach)];
        let falling = [(-reach, -reach), (reach, reach)];
        let tick = [(-0.5, 0.05), (-0.12, 0.42), (0.5, -0.38)];
        match self {
            Self::None => None,
            Self::Bar => lines(&[&rising], at, radius, false),
            Self::Cross => lines(&[&rising, &falling], at, radius, false),
            Self::Tick => lines(&[&tick], at, radius, false),
        }
    }
}

fn scaled((x, y): (f32, f32), by: f32) -> (f32, f32) {
    (x * by, y * by)
}

fn lines(lines: &[&[(f32, f32)]], (x, y): (f32, f32), radius: f32, closed: bool) -> Option<Path> {
    let mut path = PathBuilder::new();
    for line in lines {
        for (i, &(dx, dy)) in line.iter().enumerate() {
            let to = (x + dx * radius, y + dy * radius);
            if i == 0 {
                path.move_to(to.0, to.1);
            } else {
                path.line_to(to.0, to.1);
            }
        }
        if closed {
            path.close();
        }
    }
    path.finish()
}

impl Icon {
    /// A disc without a mark, of a colour and that of its rim.
    pub(super) fn disc(radius_px: f32, (fill, rim): (Rgba, Rgba), rim_px: f32) -> Self {
        Self {
            radius_px,
            fill,
            rim,
            rim_px,
            shape: Shape::Circle,
            mark: Mark::None,
        }
    }

    /// Draws the symbol around a point.
    pub(super) fn draw(&self, pixmap: &mut Pixmap, center: (f32, f32)) {
        let Some(outline) = self.shape.path(center, self.radius_px) else {
            return;
        };
        let whole = Transform::identity();
        pixmap.fill_path(&outline, &paint(self.fill), FillRule::Winding, whole, None);
        if self.rim_px <= 0.0 {
            return;
        }
        let stroke = Stroke {
            width: self.rim_px,
            ..Stroke::default()
        };
        pixmap.stroke_path(&outline, &paint(self.rim), &stroke, whole, None);
        let stroke = Stroke {
            line_cap: LineCap::Round,
            ..stroke
        };
        if let Some(mark) = self.mark.path(center, self.radius_px, self.shape) {
            pixmap.stroke_path(&mark, &paint(self.rim), &stroke, whole, None);
        }
    }
}
