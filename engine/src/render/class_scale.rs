//! Scales of classes: the one way in which the value of an area becomes a class, shared by tiles, legends and styles of
//! other programs.

use super::canvas::Rgba;
use super::fill::{Fill, Hatch};
use super::fit::{Fit, Fitted, tidy};
use crate::model::Text;

/// Most classes of a scale: more nobody tells apart.
const MOST_CLASSES: usize = 12;

/// How areas look that have no class.
#[derive(Debug, Clone, PartialEq)]
pub struct Unclassed {
    /// Colour and pattern.
    pub fill: Fill,
    /// A letter, to tell it apart without colour.
    pub letter: String,
    /// What it is called.
    pub label: Text,
}

/// A named, versioned scale of classes.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassScale {
    name: String,
    version: u32,
    breaks: Vec<f64>,
    colors: Vec<Rgba>,
    no_data: Unclassed,
    withheld: Option<Unclassed>,
    fit: Fit,
    /// What it was fitted to.
    suffix: String,
}

impl ClassScale {
    /// The scale with these breaks between as many classes as colours: values, or parts of a top that is still to be fitted, or
    /// none when they are still to be found.
    ///
    /// # Errors
    /// Says which break or colour breaks which rule.
    pub fn new(
        (name, version): (String, u32),
        (fit, breaks): (Fit, Vec<f64>),
        colors: Vec<Rgba>,
        (no_data, withheld): (Unclassed, Option<Unclassed>),
    ) -> Result<Self, String> {
        let classes = colors.len();
        if !(2..=MOST_CLASSES).contains(&classes) {
            return Err(format!("{classes} colors are not 2 to {MOST_CLASSES}"));
        }
        let rising = breaks.windows(2).all(|pair| pair[0] < pair[1]);
        let many = match fit {
            Fit::Quantile => breaks.is_empty(),
            Fit::Fixed | Fit::Snapshot => breaks.len() + 1 == classes,
        };
        if !rising || !breaks.iter().all(|v| v.is_finite()) || !many {
            return Err(format!(
                "breaks {breaks:?} do not rise, or are not one fewer than the {classes} colors (none in a scale of mode quantile)"
            ));
        }
        let parts = breaks.iter().all(|&part| part > 0.0 && part <= 1.0);
        if fit == Fit::Snapshot && !parts {
            return Err(format!(
                "breaks {breaks:?} of a scale of mode snapshot are parts of its top, over 0 and up to 1"
            ));
        }
        Ok(Self {
            name,
            version,
            breaks,
            colors,
            no_data,
            withheld,
            fit,
            suffix: String::new(),
        })
    }

    /// Where its numbers come from.
    pub fn fit(&self) -> Fit {
        self.fit
    }

    /// The scale with its numbers found. Where there are fewer classes than colours, they are spread over these.
    pub(super) fn fitted(&self, to: &Fitted) -> Self {
        let breaks: Vec<f64> = match to {
            Fitted::Top(top) => self.breaks.iter().map(|part| tidy(part * top)).collect(),
            Fitted::Breaks(breaks) => breaks.to_vec(),
        };
        let last = self.colors.len() - 1;
        let color = |class: usize| match breaks.len() {
            0 => self.colors[last / 2],
            many => self.colors[(class * last + many / 2) / many],
        };
        Self {
            colors: (0..=breaks.len()).map(color).collect(),
            breaks,
            fit: Fit::Fixed,
            suffix: format!(":{}", to.label()),
            ..self.clone()
        }
    }

    /// `name@version`; behind a colon what it was fitted to, if it was.
    pub fn label(&self) -> String {
        format!("{}@{}{}", self.name, self.version, self.suffix)
    }

    /// The colours of the classes, from low to high.
    pub fn colors(&self) -> &[Rgba] {
        &self.colors
    }

    /// What lies between the classes, rising; a value on a break belongs to the class above it.
    pub fn breaks(&self) -> &[f64] {
        &self.breaks
    }

    /// How areas look of which nothing was reported.
    pub fn no_data(&self) -> &Unclassed {
        &self.no_data
    }

    /// How areas look whose rate is withheld, because too few stand below the line; only of rates.
    pub fn withheld(&self) -> Option<&Unclassed> {
        self.withheld.as_ref()
    }

    /// The names of the classes in vector tiles and how they are painted: from low to high, then those without a class.
    pub fn fills(&self) -> impl Iterator<Item = (String, Fill)> {
        let plain = |(number, &color): (usize, &Rgba)| {
            let fill = Fill {
                color,
                hatch: Hatch::Plain,
                ink: color,
                hatch_px: 1,
            };
            (number.to_string(), fill)
        };
        let no_data = [(NO_DATA.to_owned(), self.no_data.fill)];
        let withheld = self.withheld.iter();
        let withheld = withheld.map(|class| (WITHHELD.to_owned(), class.fill));
        let classes = self.colors.iter().enumerate().map(plain);
        classes.chain(no_data).chain(withheld)
    }

    /// The same scale for twice as many pixels a side on the same ground.
    pub(super) fn double(&mut self) {
        self.no_data.fill.double();
        self.withheld
            .iter_mut()
            .for_each(|class| class.fill.double());
    }

    /// The class of a value, counted from the lowest.
    pub(super) fn class(&self, value: f64) -> usize {
        self.breaks.partition_point(|&least| least <= value)
    }
}

/// The name of the class of areas of which nothing was reported.
pub(super) const NO_DATA: &str = "no-data";
/// The name of the class of areas whose rate is withheld.
pub(super) const WITHHELD: &str = "withheld";

#[cfg(test)]
mod tests {
    use super::*;

    fn scale(breaks: Vec<f64>, colors: usize) -> Result<ClassScale, String> {
        fitting(Fit::Fixed, breaks, colors)
    }

    fn fitting(fit: Fit, breaks: Vec<f64>, colors: usize) -> Result<ClassScale, String> {
        let color = Rgba::parse("#000000").expect("a colour");
        let fill = Fill {
            color,
            hatch: Hatch::Dots,
            ink: color,
            hatch_px: 1,
        };
        let none = Unclassed {
            fill,
            letter: "?".to_owned(),
            label: Text::default(),
        };
        let named = ("s".to_owned(), 2);
        ClassScale::new(
            named,
            (fit, breaks),
            vec![color; colors],
            (none.clone(), Some(none)),
        )
    }

    #[test]
    fn a_break_belongs_to_the_class_above_it() {
        let scale = scale(vec![1.0, 5.0], 3).expect("valid");
        let classes = [-1.0, 0.0, 1.0, 4.9, 5.0, 1e12].map(|v| scale.class(v));
        assert_eq!(classes, [0, 0, 1, 1, 2, 2]);
        assert_eq!(scale.label(), "s@2");
        let names: Vec<String> = scale.fills().map(|(name, _)| name).collect();
        assert_eq!(names, ["0", "1", "2", "no-data", "withheld"]);
    }

    #[test]
    fn fitted_scales_have_classes_between_what_was_found() {
        let parts = fitting(Fit::Snapshot, vec![0.1, 0.5], 3).expect("valid");
        let fitted = parts.fitted(&Fitted::Top(200.0));
        assert_eq!(
            (fitted.breaks(), &*fitted.label()),
            (&[20.0, 100.0][..], "s@2:200")
        );
        let mut shades = fitting(Fit::Quantile, Vec::new(), 5).expect("valid");
        for (i, color) in shades.colors.iter_mut().enumerate() {
            color.r = i as u8;
        }
        let found = |breaks: &[f64]| {
            let fitted = shades.fitted(&Fitted::Breaks(breaks.into()));
            let reds: Vec<u8> = fitted.colors().iter().map(|color| color.r).collect();
            (reds, fitted.label())
        };
        assert_eq!(found(&[3.0, 7.5]), (vec![0, 2, 4], "s@2:3,7.5".to_owned()));
        assert_eq!(found(&[1.0, 2.0, 3.0, 4.0]).0, [0, 1, 2, 3, 4]);
        assert_eq!(found(&[]), (vec![2], "s@2:".to_owned()));
        assert!(fitting(Fit::Quantile, vec![1.0], 2).is_err());
        assert!(fitting(Fit::Snapshot, vec![1.5], 2).is_err());
    }

    #[test]
    fn broken_scales_are_refused() {
        assert!(scale(vec![1.0, 1.0], 3).is_err());
        assert!(scale(vec![1.0, f64::NAN], 3).is_err());
        assert!(scale(vec![1.0, 2.0], 2).is_err());
        assert!(scale(Vec::new(), 1).is_err());
        assert!(scale((1..13).map(f64::from).collect(), 13).is_err());
        assert!(scale(vec![0.5, 2.0], 3).is_ok());
    }
}
