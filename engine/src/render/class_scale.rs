//! Scales of classes: the one way in which the value of an area becomes a class, shared by tiles, legends and styles of
//! other programs.

use super::canvas::Rgba;
use super::fill::{Fill, Hatch};
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
}

impl ClassScale {
    /// The scale with these breaks between as many classes as colours.
    ///
    /// # Errors
    /// Says which break or colour breaks which rule.
    pub fn new(
        (name, version): (String, u32),
        breaks: Vec<f64>,
        colors: Vec<Rgba>,
        (no_data, withheld): (Unclassed, Option<Unclassed>),
    ) -> Result<Self, String> {
        let classes = colors.len();
        if !(2..=MOST_CLASSES).contains(&classes) {
            return Err(format!("{classes} colors are not 2 to {MOST_CLASSES}"));
        }
        let rising = breaks.windows(2).all(|pair| pair[0] < pair[1]);
        if !rising || !breaks.iter().all(|v| v.is_finite()) || breaks.len() + 1 != classes {
            return Err(format!(
                "breaks {breaks:?} do not rise, or are not one fewer than the {classes} colors"
            ));
        }
        Ok(Self {
            name,
            version,
            breaks,
            colors,
            no_data,
            withheld,
        })
    }

    /// `name@version`.
    pub fn label(&self) -> String {
        format!("{}@{}", self.name, self.version)
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
            breaks,
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
    fn broken_scales_are_refused() {
        assert!(scale(vec![1.0, 1.0], 3).is_err());
        assert!(scale(vec![1.0, f64::NAN], 3).is_err());
        assert!(scale(vec![1.0, 2.0], 2).is_err());
        assert!(scale(Vec::new(), 1).is_err());
        assert!(scale((1..13).map(f64::from).collect(), 13).is_err());
        assert!(scale(vec![0.5, 2.0], 3).is_ok());
    }
}
