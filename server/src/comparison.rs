//! Two plans compared, in each form in which it is asked for: the one place for the command line and the API.

use std::io::{self, Seek, Write};

use hexward_engine::compare::{
    Comparison, Crosswalk, Impact, Quantity, QuantityError, crosswalk_features, crosswalk_table,
    crosswalk_totals_table, grid_table, ground_features, impact_features, impact_totals_table,
    lineage_table, moved_table,
};
use hexward_engine::io::{
    Table, write_features_geojson, write_table_csv, write_table_json, write_workbook,
};
use hexward_engine::model::Language;

use crate::dto;

/// What is asked of two plans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Question {
    /// What became of each grid
    Summary,
    /// How many of a quantity lie in each pair of grids
    Crosswalk,
    /// Which buildings, addresses and checkpoints change grid
    Impact,
}

/// The form of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Form {
    /// One document
    Json,
    /// The main table
    Csv,
    /// All tables, one a sheet
    Xlsx,
    /// Ground that changes grid, with the places on it
    Geojson,
}

impl Form {
    /// The media type.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Geojson => "application/geo+json",
        }
    }
}

/// Two plans compared, with what the question needs.
pub(crate) struct Compared<'a> {
    pub(crate) comparison: Comparison<'a>,
    pub(crate) impact: Impact,
    pub(crate) crosswalk: Option<Crosswalk>,
    question: Question,
    quantity: Quantity,
}

impl<'a> Compared<'a> {
    /// Answers a question; the quantity is that of a crosswalk.
    pub(crate) fn new(
        comparison: Comparison<'a>,
        question: Question,
        quantity: Quantity,
    ) -> Result<Self, QuantityError> {
        let crosswalk = match question {
            Question::Crosswalk => Some(Crosswalk::of(&comparison, &quantity)?),
            Question::Summary | Question::Impact => None,
        };
        Ok(Self {
            impact: Impact::of(&comparison),
            comparison,
            crosswalk,
            question,
            quantity,
        })
    }

    /// How many rows the longest table has.
    pub(crate) fn rows(&self) -> usize {
        match (self.question, &self.crosswalk) {
            (Question::Crosswalk, Some(crosswalk)) => crosswalk
                .cells
                .len()
                .max(crosswalk.before.len() + crosswalk.after.len()),
            (Question::Impact, _) => self.impact.places.len() + self.impact.checkpoints.len(),
            _ => self.comparison.links.len().max(self.impact.grids.len()),
        }
    }

    /// Whether all sums of the answer agree.
    pub(crate) fn reconciles(&self) -> bool {
        self.impact.reconciles() && self.crosswalk.as_ref().is_none_or(Crosswalk::reconciles)
    }

    /// The tables of the answer, the main one first.
    fn tables(&self, language: Language) -> Vec<Table<'_>> {
        let (comparison, impact) = (&self.comparison, &self.impact);
        match (self.question, &self.crosswalk) {
            (Question::Crosswalk, Some(crosswalk)) => vec![
                crosswalk_table(comparison, crosswalk),
                crosswalk_totals_table(comparison, crosswalk),
            ],
            (Question::Impact, _) => vec![
                moved_table(comparison, impact, language),
                grid_table(comparison, impact, language),
                impact_totals_table(impact, language),
            ],
            _ => vec![
                grid_table(comparison, impact, language),
                lineage_table(comparison),
                impact_totals_table(impact, language),
            ],
        }
    }

    /// Writes the answer in a form; titles and words of tables are in the language, those of JSON in English.
    pub(crate) fn write(
        &self,
        form: Form,
        language: Language,
        out: &mut (impl Write + Seek + Send),
    ) -> io::Result<()> {
        match form {
            Form::Xlsx => write_workbook(out, self.tables(language), language),
            other => self.stream(other, language, out),
        }
    }

    /// As [`Self::write`], to what cannot go back: every form but a workbook.
    pub(crate) fn stream(
        &self,
        form: Form,
        language: Language,
        mut out: impl Write,
    ) -> io::Result<()> {
        let (comparison, impact) = (&self.comparison, &self.impact);
        match (form, &self.crosswalk) {
            (Form::Xlsx, _) => Err(io::Error::other("a workbook is written to a file")),
            (Form::Json, _) => self.write_json(out),
            (Form::Csv, _) => match self.tables(language).into_iter().next() {
                Some(table) => write_table_csv(out, table, language),
                None => Ok(()),
            },
            (Form::Geojson, Some(crosswalk)) => {
                write_features_geojson(&mut out, crosswalk_features(comparison, crosswalk))
            }
            (Form::Geojson, None) if self.question == Question::Impact => {
                write_features_geojson(&mut out, impact_features(comparison, impact))
            }
            (Form::Geojson, None) => write_features_geojson(&mut out, ground_features(comparison)),
        }
    }

    /// The sums, and every table under its name.
    fn write_json(&self, mut out: impl Write) -> io::Result<()> {
        let head = serde_json::to_string(&self.head())?;
        let open = head.strip_suffix('}').unwrap_or(&head);
        out.write_all(open.as_bytes())?;
        let tables = self.tables(Language::En).into_iter();
        for table in tables.filter(|table| table.title.name != "totals" || self.crosswalk.is_some())
        {
            write!(out, ",\n\"{}\":", table.title.name)?;
            write_table_json(&mut out, table)?;
        }
        out.write_all(b"}\n")?;
        out.flush()
    }

    /// The sums.
    pub(crate) fn head(&self) -> dto::ComparisonHead {
        dto::ComparisonHead::new(self, self.question, &self.quantity)
    }
}
