//! Lines as styles give them: a colour, a width that grows with the zoom, and the first zoom.

use super::canvas::Rgba;

/// A size in pixels that depends on the pixel zoom: straight between stops, level before the first and after the last.
#[derive(Debug, Clone, PartialEq)]
pub struct SizeByZoom {
    stops: Vec<(u8, f64)>,
}

impl SizeByZoom {
    /// The size with these stops of pixel zoom and pixels.
    ///
    /// # Errors
    /// Says that there is no stop, or that the zooms do not rise.
    pub fn new(stops: Vec<(u8, f64)>) -> Result<Self, String> {
        if stops.is_empty() || !stops.windows(2).all(|pair| pair[0].0 < pair[1].0) {
            return Err(format!("the zooms of {stops:?} do not rise"));
        }
        Ok(Self { stops })
    }

    /// The pixels at a pixel zoom.
    pub fn at(&self, zoom: u8) -> f64 {
        let after = self.stops.partition_point(|&(stop, _)| stop <= zoom);
        if after == 0 || after == self.stops.len() {
            return self.stops[after.saturating_sub(1)].1;
        }
        let ((z0, low), (z1, high)) = (self.stops[after - 1], self.stops[after]);
        low + (high - low) * f64::from(zoom - z0) / f64::from(z1 - z0)
    }

    /// The stops: pixel zoom and pixels.
    pub fn stops(&self) -> &[(u8, f64)] {
        &self.stops
    }

    /// Twice as many pixels, one zoom later.
    pub(super) fn doubled(&self) -> Self {
        let stops = self.stops.iter().map(|&(zoom, px)| (zoom + 1, 2.0 * px));
        Self {
            stops: stops.collect(),
        }
    }

    /// The fewest pixels at any zoom.
    pub fn least(&self) -> f64 {
        let sizes = self.stops.iter().map(|stop| stop.1);
        sizes.fold(f64::INFINITY, f64::min)
    }

    /// The most pixels at any zoom.
    pub fn widest(&self) -> f64 {
        self.stops.iter().map(|stop| stop.1).fold(0.0, f64::max)
    }
}

/// A line style of one tier or class.
#[derive(Debug, Clone, PartialEq)]
pub struct LineStyle {
    /// Colour.
    pub color: Rgba,
    /// Width in pixels.
    pub width_px: SizeByZoom,
    /// The first pixel zoom at which it is drawn.
    pub from_zoom: u8,
}

impl LineStyle {
    /// The width in pixels at a pixel zoom; `None` where the line is not drawn.
    pub fn width_at(&self, zoom: u8) -> Option<f64> {
        (zoom >= self.from_zoom).then(|| self.width_px.at(zoom))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_straight_between_stops() {
        let size = SizeByZoom::new(vec![(8, 1.0), (12, 3.0)]).expect("rising");
        let tenths = [0, 8, 9, 12, 20].map(|z| (size.at(z) * 10.0) as i32);
        assert_eq!(tenths, [10, 10, 15, 30, 30]);
        assert!(SizeByZoom::new(Vec::new()).is_err());
        assert!(SizeByZoom::new(vec![(8, 1.0), (8, 2.0)]).is_err());
    }
}
