//! Scales: the one way a value becomes a colour, shared by tiles, legends and TileJSON.

use super::canvas::Rgba;
use super::fit::{Fit, Fitted, tidy};

/// A named, versioned scale. Zero is transparent; the top of the domain and all above have the last colour.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    name: String,
    version: u32,
    breaks: Vec<f64>,
    palette: Box<[Rgba; 256]>,
    fit: Fit,
    /// What it was fitted to.
    suffix: String,
}

impl Scale {
    /// The scale with these class breaks, from 0 to the top of the domain, and the colours of a ramp spread over it.
    ///
    /// # Errors
    /// Says which number or colour breaks which rule.
    pub fn new(
        name: String,
        version: u32,
        breaks: Vec<f64>,
        ramp: &[Rgba],
    ) -> Result<Self, String> {
        let rising = breaks.windows(2).all(|pair| pair[0] < pair[1]);
        if breaks.len() < 2 || breaks[0] != 0.0 || !rising || !breaks.iter().all(|v| v.is_finite())
        {
            return Err(format!("breaks {breaks:?} do not rise from 0"));
        }
        if ramp.len() < 2 {
            return Err("a ramp needs at least two colours".to_owned());
        }
        let mut palette = Box::new(
            [Rgba {
                r: 0,
                g: 0,
                b: 0,
                a: 0,
            }; 256],
        );
        for (i, color) in palette.iter_mut().enumerate().skip(1) {
            *color = between(ramp, (i - 1) as f64 / 254.0);
        }
        Ok(Self {
            name,
            version,
            breaks,
            palette,
            fit: Fit::Fixed,
            suffix: String::new(),
        })
    }

    /// The scale with these breaks as parts of a top that is still to be fitted.
    ///
    /// # Errors
    /// Says that the breaks do not end with 1.
    pub fn of_parts(self) -> Result<Self, String> {
        if self.top().total_cmp(&1.0).is_ne() {
            return Err(format!(
                "breaks {:?} of a scale of mode snapshot are parts of its top and end with 1",
                self.breaks
            ));
        }
        Ok(Self {
            fit: Fit::Snapshot,
            ..self
        })
    }

    /// Where its numbers come from.
    pub fn fit(&self) -> Fit {
        self.fit
    }

    /// The scale up to a top; itself for anything else.
    pub(super) fn fitted(&self, to: &Fitted) -> Self {
        let mut scale = self.clone();
        if let Fitted::Top(top) = to {
            scale
                .breaks
                .iter_mut()
                .for_each(|part| *part = tidy(*part * top));
            scale.fit = Fit::Fixed;
            scale.suffix = format!(":{}", to.label());
        }
        scale
    }

    /// `name@version`; behind a colon what it was fitted to, if it was.
    pub fn label(&self) -> String {
        format!("{}@{}{}", self.name, self.version, self.suffix)
    }

    /// The class breaks, rising from 0 to the top of the domain.
    pub fn breaks(&self) -> &[f64] {
        &self.breaks
    }

    /// The top of the domain.
    pub fn top(&self) -> f64 {
        self.breaks[self.breaks.len() - 1]
    }

    /// The place of a value in the palette; 0 only for zero and less.
    pub fn index(&self, value: f64) -> u8 {
        if value > 0.0 {
            1 + (value / self.top() * 254.0).min(254.0) as u8
        } else {
            0
        }
    }

    /// The colour of each index.
    pub fn palette(&self) -> &[Rgba; 256] {
        &self.palette
    }

    /// The colour of a value.
    pub fn color(&self, value: f64) -> Rgba {
        self.palette[usize::from(self.index(value))]
    }
}

fn between(ramp: &[Rgba], t: f64) -> Rgba {
    let at = t * (ramp.len() - 1) as f64;
    let low = (at.floor() as usize).min(ramp.len() - 2);
    let part = at - low as f64;
    let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * part).round() as u8;
    let (a, b) = (ramp[low], ramp[low + 1]);
    Rgba {
        r: mix(a.r, b.r),
        g: mix(a.g, b.g),
        b: mix(a.b, b.b),
        a: mix(a.a, b.a),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp() -> Vec<Rgba> {
        ["#ffffff00", "#ff0000ff"]
            .iter()
            .filter_map(|text| Rgba::parse(text))
            .collect()
    }

    #[test]
    fn values_map_to_the_palette() {
        let scale = Scale::new("s".to_owned(), 3, vec![0.0, 10.0, 20.0], &ramp()).expect("valid");
        assert_eq!(scale.label(), "s@3");
        assert_eq!(
            [0.0, -1.0, 1e-9, 20.0, 1e9, f64::NAN].map(|v| scale.index(v)),
            [0, 0, 1, 255, 255, 0]
        );
        assert_eq!(scale.color(20.0).hex(), "#ff0000");
        assert_eq!(scale.palette()[0].a, 0);
    }

    #[test]
    fn parts_become_values_and_the_label_says_of_what() {
        let parts = Scale::new("live".to_owned(), 2, vec![0.0, 0.1, 0.7, 1.0], &ramp());
        let parts = parts.and_then(Scale::of_parts).expect("valid");
        assert_eq!(parts.fit(), Fit::Snapshot);
        let fitted = parts.fitted(&Fitted::Top(0.2));
        assert_eq!(fitted.breaks(), [0.0, 0.02, 0.14, 0.2]);
        assert_eq!((fitted.fit(), &*fitted.label()), (Fit::Fixed, "live@2:0.2"));
        assert_eq!(fitted.color(0.2), parts.color(1.0));
        let whole = Scale::new(String::new(), 1, vec![0.0, 2.0], &ramp()).expect("valid");
        assert!(whole.of_parts().is_err());
    }

    #[test]
    fn broken_scales_are_refused() {
        for breaks in [
            vec![],
            vec![0.0],
            vec![1.0, 2.0],
            vec![0.0, 2.0, 2.0],
            vec![0.0, f64::NAN],
        ] {
            assert!(Scale::new(String::new(), 1, breaks, &ramp()).is_err());
        }
        assert!(Scale::new(String::new(), 1, vec![0.0, 1.0], &ramp()[..1]).is_err());
    }
}
