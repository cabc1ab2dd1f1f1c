//! What is found out about the coordinates and columns of a file, in the form in which it is told.

use std::fmt;

use hexward_engine::geom::Position;
use hexward_engine::io::{Check, Crs, Format, LikeNames, Score, Survey};
use serde::Serialize;
use utoipa::ToSchema;

/// How well a coordinate reference system explains the coordinates of a file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CrsScore)]
pub(crate) struct ScoreForm {
    /// The system, as it is stated.
    crs: String,
    /// How many of the points lie where they should.
    inside: u64,
    /// How many were looked at.
    total: u64,
}

/// How a statement about coordinates was checked.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CrsCheck)]
pub(crate) struct CheckForm {
    /// What the points were held against; null when nothing is stored.
    #[schema(required)]
    against: Option<String>,
    /// What the file says of itself, where something else was stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    overruled: Option<String>,
    /// The score of the statement, then those of others that were compared with it.
    scores: Vec<ScoreForm>,
}

/// A field in which a few values are like names of persons; they were kept, as places are called so too.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = LikeNames)]
pub(crate) struct LikeNamesForm {
    field: String,
    /// How many values.
    values: u64,
    /// The line or feature of the first.
    first: u64,
}

impl From<LikeNames> for LikeNamesForm {
    fn from(found: LikeNames) -> Self {
        let LikeNames {
            field,
            values,
            first,
        } = found;
        Self {
            field,
            values,
            first,
        }
    }
}

impl fmt::Display for LikeNamesForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            field,
            values,
            first,
        } = self;
        write!(
            f,
            "{values} of `{field}` like the name of a person, the first in row {first}: take out those that are"
        )
    }
}

/// What a file seems to be.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Survey)]
pub(crate) struct SurveyForm<'a> {
    file: &'a str,
    format: &'static str,
    encoding: &'static str,
    kind: &'static str,
    rows: u64,
    columns: Vec<ColumnForm<'a>>,
    /// Fields that every row needs and no column seems to be.
    #[schema(value_type = Vec<String>)]
    missing: &'a [&'static str],
    /// The columns that are called otherwise than their fields, as `--map` takes them.
    mapping: String,
    #[schema(required)]
    geometry: Option<&'a str>,
    /// The system that the file names itself.
    #[schema(required)]
    written_crs: Option<&'a str>,
    #[schema(required)]
    against: Option<&'a str>,
    scores: Vec<ScoreForm>,
    /// Where some of the points lie under the systems that explain any, the best first.
    spots: Vec<SpotsForm>,
}

/// Where some of the points of a file lie under a coordinate reference system.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CrsSpots)]
struct SpotsForm {
    crs: String,
    /// Longitude and latitude in degrees, at most 200.
    points: Vec<[f64; 2]>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SurveyColumn)]
struct ColumnForm<'a> {
    name: &'a str,
    #[schema(required)]
    field: Option<&'static str>,
    personal: bool,
}

impl From<&Score> for ScoreForm {
    fn from(score: &Score) -> Self {
        Self {
            crs: score.crs.to_string(),
            inside: score.inside,
            total: score.total,
        }
    }
}

impl From<&Check> for CheckForm {
    fn from(check: &Check) -> Self {
        Self {
            against: check.against.clone(),
            overruled: check.overruled.clone(),
            scores: check.scores.iter().map(Into::into).collect(),
        }
    }
}

impl<'a> SurveyForm<'a> {
    /// The survey of a file.
    pub(crate) fn of(file: &'a str, survey: &'a Survey) -> Self {
        let columns = survey.columns.iter().map(|column| ColumnForm {
            name: &column.name,
            field: column.field,
            personal: column.is_personal,
        });
        Self {
            file,
            format: match survey.format {
                Format::Csv => "csv",
                Format::GeoJson => "geojson",
            },
            encoding: survey.encoding.name(),
            kind: survey.kind.name(),
            rows: survey.rows,
            columns: columns.collect(),
            missing: &survey.missing,
            mapping: survey.mapping(),
            geometry: survey.geometry.as_deref(),
            written_crs: survey.written_crs.as_deref(),
            against: survey.against.as_deref(),
            scores: survey.scores.iter().map(Into::into).collect(),
            spots: survey.spots.iter().map(spots).collect(),
        }
    }
}

fn spots((crs, points): &(Crs, Vec<Position>)) -> SpotsForm {
    SpotsForm {
        crs: crs.to_string(),
        points: points
            .iter()
            .map(|point| [point.lon_degrees(), point.lat_degrees()])
            .collect(),
    }
}

/// What was checked, in a sentence.
pub(crate) fn checked_text(check: &Check) -> String {
    let Some(score) = check.scores.first().filter(|score| score.total > 0) else {
        return "no row has coordinates that could be checked".to_owned();
    };
    let Score { crs, inside, total } = score;
    let text = match &check.against {
        Some(against) => format!("{crs} was checked: {inside} of {total} points fit {against}"),
        None => format!("nothing is stored that {crs} could be checked against"),
    };
    match &check.overruled {
        Some(written) => {
            format!("{text}; the file says {written} of itself, which was not followed")
        }
        None => text,
    }
}

/// The systems that explain some of the coordinates, one a line, the best first.
pub(crate) fn score_lines(survey: &Survey) -> Vec<String> {
    let some = survey.scores.iter().filter(|score| score.inside > 0);
    let mut lines: Vec<String> = some
        .map(|Score { crs, inside, total }| format!("{:<20} {inside} of {total}", crs.to_string()))
        .collect();
    if lines.is_empty() {
        lines.push("none explains a point".to_owned());
    }
    lines
}
