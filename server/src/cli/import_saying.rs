//! What is said about a file that is imported: options, and a template that says what they do not.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use hexward_engine::ground;
use hexward_engine::io::{ColumnMap, Expectation, Source, Survey, Template, survey};
use hexward_engine::model::AreaCode;
use hexward_engine::snapshot::Snapshot;

use super::export::replace;
use super::failure::Failure;
use crate::importing::score_lines;

/// The largest template that is read.
const MAX_TEMPLATE_BYTES: u64 = 1 << 20;

#[derive(Args)]
pub(super) struct Saying {
    /// The coordinate reference system: EPSG:N, CRS84, GCJ-02 or BD-09, with `,swapped` behind it when the two coordinates
    /// stand the other way round; cases have no coordinates and need none
    #[arg(long)]
    crs: Option<String>,
    /// The characters of the file: utf-8, gb18030, utf-16le or utf-16be [default: utf-8]; a byte order mark wins
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// The layer or sheet to read, of a file that has several
    #[arg(long, value_name = "NAME")]
    layer: Option<String>,
    /// Columns that are called otherwise: column=field,column=field; =TEXT=field fills a field without a column, with {#} for the
    /// number of the row and {column} for what a column says
    #[arg(long, default_value = "", value_name = "PAIRS")]
    map: String,
    /// The stored area that all points of the file lie in
    #[arg(long, value_name = "CODE", value_parser = AreaCode::new)]
    parent: Option<AreaCode>,
    /// The points may lie far from those that are stored
    #[arg(long)]
    anywhere: bool,
    /// The CRS is right, even when another explains the points better
    #[arg(long)]
    trust_crs: bool,
    /// Read what is not said here from a template
    #[arg(long, value_name = "FILE")]
    template: Option<PathBuf>,
    /// Write what is said here, and in the template, into a template once the file is imported
    #[arg(long, value_name = "FILE")]
    save_template: Option<PathBuf>,
}

impl Saying {
    /// The options and, where they say nothing, the template. `rest` is what other options say.
    pub(super) fn said(&self, mut rest: Template) -> Result<Template, Failure> {
        let columns = ColumnMap::parse(&self.map);
        rest.map(&columns.map_err(|error| Failure::Findings(error.to_string()))?);
        rest.crs.clone_from(&self.crs);
        rest.encoding.clone_from(&self.encoding);
        rest.layer.clone_from(&self.layer);
        let Some(path) = &self.template else {
            return Ok(rest);
        };
        let fault = |reason: String| Failure::Findings(format!("{}: {reason}", path.display()));
        let template = Template::read(&text(path)?).map_err(|error| fault(error.to_string()))?;
        rest.over(template)
            .map_err(|error| fault(error.to_string()))
    }

    /// Where the points of the file should lie.
    pub(super) fn expected(&self, snapshot: &Arc<Snapshot>) -> Result<Expectation, Failure> {
        let ground = ground(snapshot, self.parent.as_ref());
        Ok(Expectation {
            ground: ground.map_err(|error| Failure::Findings(error.to_string()))?,
            anywhere: self.anywhere,
            trusted: self.trust_crs,
        })
    }

    /// Writes what was said into a file, if that is asked for.
    pub(super) fn keep(&self, said: &Template) -> Result<(), Failure> {
        let Some(path) = &self.save_template else {
            return Ok(());
        };
        replace(path, |out| out.write_all(said.write().as_bytes()))
    }
}

fn text(path: &Path) -> Result<String, Failure> {
    let failed = |error: &std::io::Error| Failure::at(path, error);
    let bytes = fs::metadata(path).map_err(|error| failed(&error))?.len();
    if bytes > MAX_TEMPLATE_BYTES {
        let path = path.display();
        let text = format!("{path}: {bytes} bytes are more than a template has");
        return Err(Failure::Findings(text));
    }
    fs::read_to_string(path).map_err(|error| failed(&error))
}

/// The refusal of a file whose coordinate reference system nobody states: which ones explain its coordinates.
pub(super) fn unsaid(
    source: &Source<'_>,
    said: &Template,
    expected: &Expectation,
) -> Result<Failure, Failure> {
    let found = survey(source, Some(said.kind), expected.ground.as_ref())?;
    let lines = score_lines(&found).join("\n  ");
    Ok(Failure::Usage(format!(
        "{}: say with --crs what its coordinates are{}; {}:\n  {lines}",
        source.name(),
        written(&found),
        meaning(&found),
    )))
}

/// The system that a file names itself.
pub(super) fn written(survey: &Survey) -> String {
    let name = survey.written_crs.as_ref();
    name.map_or_else(String::new, |name| format!(" (it says {name})"))
}

/// What the scores count.
pub(super) fn meaning(survey: &Survey) -> String {
    match &survey.against {
        Some(against) => format!("points that lie where their rows say or in {against}"),
        None => {
            "nothing is stored to hold them against, these could be such coordinates".to_owned()
        }
    }
}
