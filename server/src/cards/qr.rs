//! A text as a code to scan.

use qrcodegen::{QrCode, QrCodeEcc};

use super::list::{Item, Point, Rect};

/// Light modules around the code, which readers need.
const QUIET: f32 = 4.0;

/// The dark modules of a text in a square; nothing when the text is too long for a code.
pub(super) fn code(text: &str, square: Rect) -> Option<Item> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let modules = code.size();
    let step = square.width / (modules as f32 + 2.0 * QUIET);
    let corner = |k: i32, start: f32| start + (k as f32 + QUIET) * step;
    let mut rows = Vec::new();
    for row in 0..modules {
        let mut rings: Vec<Vec<Point>> = Vec::new();
        let mut column = 0;
        while column < modules {
            let first = column;
            while column < modules && code.get_module(column, row) {
                column += 1;
            }
            if column > first {
                let run = Rect {
                    x: corner(first, square.x),
                    y: corner(row, square.y),
                    width: (column - first) as f32 * step,
                    // rows overlap a little, so that no printer leaves a light line between them
                    height: step * 1.02,
                };
                rings.push(run.ring());
            } else {
                column += 1;
            }
        }
        if !rings.is_empty() {
            let color = [0, 0, 0];
            rows.push(Item::Fill { rings, color });
        }
    }
    Some(Item::Clip {
        rect: square,
        items: rows,
    })
}
