//! `hexward codes`: what codes say, whether they are well formed, when they were in force.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use hexward_engine::codes::{Division, Life, Profile};
use hexward_engine::compare::heirs;
use hexward_engine::model::{AreaCode, Count, Revision};
use serde::Serialize;

use super::console::{Console, note};
use super::failure::Failure;
use super::store::{StorePath, all_codes, area_code};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Say which lines of a file do not begin with a well-formed code; what follows a comma is not looked at
    Check {
        /// The file; - is standard input
        #[arg(default_value = "-")]
        file: PathBuf,
    },
    /// Say what the digits of a code stand for
    Explain {
        /// The code
        code: String,
        /// Print one JSON document
        #[arg(long)]
        json: bool,
    },
    /// Say from when until when grids of a code were in force, and what became of them
    Life {
        #[command(flatten)]
        store: StorePath,
        /// The code
        #[arg(value_parser = area_code)]
        code: AreaCode,
        /// Print lines of JSON
        #[arg(long)]
        json: bool,
    },
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    match &arguments.command {
        Command::Check { file } => check(file, console),
        Command::Explain { code, json } => {
            let parts = explained(code).map_err(|reason| {
                let code: String = code.chars().take(80).collect();
                Failure::Findings(format!("{code}: {reason}"))
            })?;
            if *json {
                return console.json(&parts);
            }
            parts
                .lines()
                .into_iter()
                .try_for_each(|line| console.line(line))
        }
        Command::Life { store, code, json } => lives(store, code, *json, console),
    }
}

fn check(file: &Path, console: &mut Console) -> Result<(), Failure> {
    let mut lines: Box<dyn BufRead> = if file.as_os_str() == "-" {
        Box::new(io::stdin().lock())
    } else {
        let opened = File::open(file).map_err(|error| Failure::at(file, &error))?;
        Box::new(BufReader::new(opened))
    };
    let (mut good, mut bad, mut line) = (0_u64, 0_u64, Vec::new());
    for number in 1_u64.. {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        let text = String::from_utf8_lossy(&line);
        let code = text.split(',').next().unwrap_or_default().trim();
        match explained(code) {
            Ok(_) => good += 1,
            Err(reason) => {
                bad += 1;
                note(format_args!("line {number}: {reason}"));
            }
        }
    }
    console.line(format_args!("{good} codes are well formed, {bad} are not"))?;
    if bad == 0 {
        return Ok(());
    }
    Err(Failure::Findings(format!(
        "{bad} codes are not well formed"
    )))
}

/// What the digits of a code stand for.
#[derive(Serialize)]
struct Explained {
    code: String,
    province: String,
    prefecture: String,
    county: String,
    town: String,
    town_kind: Option<[&'static str; 2]>,
    village: String,
    village_kind: Option<[&'static str; 2]>,
    /// The form of the part that numbers a grid.
    profile: Option<String>,
    number: Option<usize>,
    micro: Option<usize>,
}

/// Why a code is not well formed is said without the code: what stands there may be anything.
fn explained(text: &str) -> Result<Explained, String> {
    let form = || "it has none of the forms of codes".to_owned();
    let code = AreaCode::new(text).map_err(|_form| form())?;
    let division = Division::parse(code.division()).map_err(|error| error.to_string())?;
    let community = AreaCode::new(code.division()).map_err(|_form| form())?;
    let is_micro = text.len() == 18;
    let grid = if is_micro { &text[..16] } else { text };
    let grid = AreaCode::new(grid).map_err(|_form| form())?;
    let numbered = Profile::of(&community, &grid);
    let micro = is_micro.then(|| Profile::of(&grid, &code)).flatten();
    if (grid != community && numbered.is_none()) || (is_micro && micro.is_none()) {
        return Err("the number of the grid is 0, grids are numbered from 1".to_owned());
    }
    Ok(Explained {
        code: text.to_owned(),
        province: division.province().to_owned(),
        prefecture: division.prefecture().to_owned(),
        county: division.county().to_owned(),
        town: division.town().to_owned(),
        town_kind: division.town_kind().map(|kind| kind.names().into()),
        village: division.village().to_owned(),
        village_kind: division.village_kind().map(|kind| kind.names().into()),
        profile: numbered.map(|(profile, _)| profile.to_string()),
        number: numbered.map(|(_, number)| number),
        micro: micro.map(|(_, number)| number),
    })
}

impl Explained {
    fn lines(&self) -> Vec<String> {
        let kind = |kind: Option<[&str; 2]>| {
            kind.map_or(String::new(), |kind| format!(" {}", kind.join(" ")))
        };
        let mut lines = vec![
            format!("省 province {}", self.province),
            format!("市 prefecture {}", self.prefecture),
            format!("县 county {}", self.county),
            format!("乡 town {}{}", self.town, kind(self.town_kind)),
            format!("村 village {}{}", self.village, kind(self.village_kind)),
        ];
        if let (Some(profile), Some(number)) = (&self.profile, self.number) {
            lines.push(format!("网格 grid {number} ({profile})"));
        }
        lines.extend(
            self.micro
                .map(|number| format!("微网格 micro-grid {number}")),
        );
        lines
    }
}

/// A time in which a code was in force.
#[derive(Serialize)]
struct Spell {
    valid_from: Option<String>,
    valid_to: Option<String>,
    made_by: u64,
    retired_by: Option<u64>,
    became: Vec<String>,
}

fn lives(
    store: &StorePath,
    code: &AreaCode,
    json: bool,
    console: &mut Console,
) -> Result<(), Failure> {
    let mut store = store.store.open_read_only()?;
    let history = all_codes(store.as_mut())?;
    if history.lives(code).is_empty() {
        let text = format!("no grid in force ever had the code {code}");
        return Err(Failure::Findings(text));
    }
    for &Life { from, until } in history.lives(code) {
        let commit = until.and_then(|end| end.revision.0.checked_sub(1));
        let commit = commit.map(|before| store.commits_after(Revision(before), 1));
        let commit = commit.transpose()?.and_then(|mut commits| commits.pop());
        let became = commit.map_or_else(Vec::new, |commit| heirs(&commit.delta, code));
        let spell = Spell {
            valid_from: from.day.map(Count::format_date),
            valid_to: until.and_then(|end| Some(Count::format_date(end.day?))),
            made_by: from.revision.0,
            retired_by: until.map(|end| end.revision.0),
            became: became
                .into_iter()
                .map(|(code, _)| code.to_string())
                .collect(),
        };
        if json {
            console.json(&spell)?;
        } else {
            console.line(spell.line())?;
        }
    }
    Ok(())
}

impl Spell {
    fn line(&self) -> String {
        let day = |day: &Option<String>| day.clone().unwrap_or_else(|| "an unknown day".to_owned());
        let from = format!("from {} (revision {})", day(&self.valid_from), self.made_by);
        let until = self.retired_by.map_or_else(String::new, |by| {
            format!(" until {} (revision {by})", day(&self.valid_to))
        });
        let became = match self.became.as_slice() {
            [] => String::new(),
            became => format!(", then {}", became.join(", ")),
        };
        from + &until + &became
    }
}
