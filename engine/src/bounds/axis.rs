//! The axis of the streets: by how much a town lies turned against the compass.

use libm::{atan2, cos, sin};

use crate::geom::{LocalFrame, Region, Ring};

/// Borders whose directions agree less than this (1: all the same, modulo right angles; 0: none preferred) have no axis.
const AGREED: f64 = 0.2;

/// By how many degrees the borders of some areas lie turned against the compass, counter-clockwise, above -45 and at most
/// 45: the mean direction of all edges modulo right angles, weighted by length; 0 where no direction is preferred.
pub fn axis_deg(regions: &[&Region], frame: &LocalFrame) -> f64 {
    let (mut x, mut y, mut whole) = (0.0, 0.0, 0.0);
    for (a, b) in regions
        .iter()
        .flat_map(|region| region.rings())
        .flat_map(Ring::edges)
    {
        let (a, b) = (frame.to_metres(a), frame.to_metres(b));
        let (length, angle) = (a.distance_m(b), atan2(b.y - a.y, b.x - a.x));
        x += length * cos(4.0 * angle);
        y += length * sin(4.0 * angle);
        whole += length;
    }
    if libm::hypot(x, y) < AGREED * whole || whole == 0.0 {
        return 0.0;
    }
    // whole degrees: what is said of an area does not change with every vertex
    let degrees = (atan2(y, x) / 4.0).to_degrees().round();
    if degrees <= -45.0 { 45.0 } else { degrees }
}
