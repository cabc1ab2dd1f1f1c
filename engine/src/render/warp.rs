//! Pictures in the planes of consumer maps, made from those in Mercator.
//!
//! Where a pixel of such a plane lies in Mercator's lattice is computed at nodes of its own lattice and straight between
//! them, in integers. So a pixel depends on its place alone, seams are exact, and whatever is drawn, labels too, is the same as everywhere
//! else. The pixels of GCJ-02 are as large as Mercator's and each shows the nearest one; Baidu's are a sixth smaller than those
//! they come from, and show the mean of the four around their middle, by distance. Of a surface, whose colours are values, both show the nearest.

use super::canvas::{Canvas, Premultiplied};
use crate::geom::{NODE_PX, PIXEL_PARTS, PixelRect, Shifted};

/// The rectangle of Mercator's lattice that a rectangle of a plane is drawn from.
pub(super) fn source(rect: PixelRect, plane: Shifted) -> PixelRect {
    let nodes = Nodes::over(rect, plane);
    let range = |axis: usize| {
        let places = || {
            nodes
                .places
                .iter()
                .map(|place| place[axis].div_euclid(PIXEL_PARTS))
        };
        let (low, high) = (places().min().unwrap_or(0), places().max().unwrap_or(0));
        (low - 1, (high - low + 3) as u32)
    };
    let ((x, width), (y, height)) = (range(0), range(1));
    PixelRect {
        pixel_zoom: plane.source_zoom(rect.pixel_zoom),
        x,
        y,
        width,
        height,
    }
}

/// Lays what was drawn in Mercator over a canvas of a plane.
pub(super) fn picture(canvas: &mut Canvas, drawn: &Canvas, plane: Shifted) {
    let (rect, from) = (canvas.rect(), drawn.rect());
    let nodes = Nodes::over(rect, plane);
    let pixels: Vec<&[u8]> = drawn.pixels().chunks_exact(4).collect();
    let at = |x: i64, y: i64| {
        let x = (x - from.x).clamp(0, i64::from(from.width) - 1);
        let y = (y - from.y).clamp(0, i64::from(from.height) - 1);
        pixels[(y * i64::from(from.width) + x) as usize]
    };
    nodes.each_middle(rect, |index, [x, y]| {
        let pixel = match plane {
            Shifted::Gcj02 => {
                let near = at(x.div_euclid(PIXEL_PARTS), y.div_euclid(PIXEL_PARTS));
                [near[0], near[1], near[2], near[3]]
            }
            Shifted::Bd09 => {
                // from the middle of the pixel in the north-west
                let (x, y) = (x - PIXEL_PARTS / 2, y - PIXEL_PARTS / 2);
                let (left, top) = (x.div_euclid(PIXEL_PARTS), y.div_euclid(PIXEL_PARTS));
                let (u, v) = (x.rem_euclid(PIXEL_PARTS), y.rem_euclid(PIXEL_PARTS));
                let (near_x, near_y) = (PIXEL_PARTS - u, PIXEL_PARTS - v);
                let four = [
                    (at(left, top), near_x * near_y),
                    (at(left + 1, top), u * near_y),
                    (at(left, top + 1), near_x * v),
                    (at(left + 1, top + 1), u * v),
                ];
                let all = PIXEL_PARTS * PIXEL_PARTS;
                [0, 1, 2, 3].map(|channel| {
                    let sum = four
                        .iter()
                        .map(|(pixel, part)| i64::from(pixel[channel]) * part);
                    ((sum.sum::<i64>() + all / 2) / all) as u8
                })
            }
        };
        if pixel[3] > 0 {
            canvas.over(index, Premultiplied(pixel));
        }
    });
}

/// The places in the palette of a surface, of a rectangle of a plane from those of one of Mercator's lattice.
pub(super) fn indices(
    drawn: &[u8],
    (rect, from): (PixelRect, PixelRect),
    plane: Shifted,
) -> Vec<u8> {
    let nodes = Nodes::over(rect, plane);
    let mut indices = vec![0; rect.width as usize * rect.height as usize];
    nodes.each_middle(rect, |index, [x, y]| {
        let (x, y) = (
            x.div_euclid(PIXEL_PARTS) - from.x,
            y.div_euclid(PIXEL_PARTS) - from.y,
        );
        let x = x.clamp(0, i64::from(from.width) - 1);
        let y = y.clamp(0, i64::from(from.height) - 1);
        indices[index] = drawn[(y * i64::from(from.width) + x) as usize];
    });
    indices
}

/// Where the nodes over a rectangle lie in Mercator's lattice.
struct Nodes {
    /// Column and row of the first one.
    first: [i64; 2],
    columns: i64,
    places: Vec<[i64; 2]>,
}

impl Nodes {
    fn over(rect: PixelRect, plane: Shifted) -> Self {
        let first = [rect.x, rect.y].map(|pixel| pixel.div_euclid(NODE_PX));
        let last =
            |start: i64, pixels: u32| (start + i64::from(pixels) - 1).div_euclid(NODE_PX) + 1;
        let (right, bottom) = (last(rect.x, rect.width), last(rect.y, rect.height));
        let rows = first[1]..=bottom;
        let places = rows.flat_map(|row| {
            (first[0]..=right).map(move |column| plane.node(rect.pixel_zoom, column, row))
        });
        Self {
            first,
            columns: right - first[0] + 1,
            places: places.collect(),
        }
    }

    /// Where the middle of each pixel of the rectangle lies, with the pixel's index.
    fn each_middle(&self, rect: PixelRect, mut found: impl FnMut(usize, [i64; 2])) {
        let all = 2 * NODE_PX;
        for row in 0..i64::from(rect.height) {
            let y = rect.y + row;
            let (node_y, v) = (y.div_euclid(NODE_PX), 2 * y.rem_euclid(NODE_PX) + 1);
            for column in 0..i64::from(rect.width) {
                let x = rect.x + column;
                let (node_x, u) = (x.div_euclid(NODE_PX), 2 * x.rem_euclid(NODE_PX) + 1);
                let first = (node_y - self.first[1]) * self.columns + node_x - self.first[0];
                let corner = |more: i64| self.places[(first + more) as usize];
                let [nw, ne] = [corner(0), corner(1)];
                let [sw, se] = [corner(self.columns), corner(self.columns + 1)];
                let place = [0, 1].map(|axis| {
                    let north = nw[axis] * (all - u) + ne[axis] * u;
                    let south = sw[axis] * (all - u) + se[axis] * u;
                    (north * (all - v) + south * v).div_euclid(all * all)
                });
                found((row * i64::from(rect.width) + column) as usize, place);
            }
        }
    }
}
