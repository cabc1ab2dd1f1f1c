//! What the grids shall become, from arguments.

use clap::Args;
use hexward_engine::balance::{Band, Cap, Count, Criterion, DEFAULT_ROUNDS, Weights};
use hexward_engine::model::UnitId;
use hexward_engine::units::Aim;

use crate::cli::failure::Failure;
use crate::rebalancing::WhatIf;

#[derive(Args)]
pub(super) struct AimArguments {
    /// What counts as work: households, residents or minutes (of one visit to each household)
    #[arg(long, default_value = "households", value_parser = criterion)]
    by: Criterion,
    /// What counts as work, each with its weight, such as households=10,residents=3; instead of --by
    #[arg(long, value_name = "PAIRS", value_parser = weights, conflicts_with = "by")]
    weights: Option<Weights>,
    /// How much work a grid shall have
    #[arg(long, value_name = "LO..HI", value_parser = band)]
    band: Band,
    /// What no grid may exceed, such as residents=1500
    #[arg(long = "cap", value_name = "WHAT=N", value_parser = cap)]
    caps: Vec<Cap>,
    /// Keep the number of grids of each parent
    #[arg(long)]
    keep_count: bool,
    /// The number of grids of each parent
    #[arg(long, value_name = "N", conflicts_with = "keep_count")]
    count: Option<u32>,
    /// A unit that stays in its grid, such as the seat of the grid
    #[arg(long = "seat", value_name = "UNIT", value_parser = unit_id)]
    seats: Vec<UnitId>,
    /// Households that a unit has more or less than now, such as a new estate UNIT=+120 or a demolition UNIT=-80; with residents
    /// UNIT=+120/+300
    #[arg(long = "what-if", value_name = "UNIT=N", value_parser = more)]
    what_if: Vec<(UnitId, [i64; 2])>,
    /// Pass over today's borders: a plan from nothing, whose grids continue those of today that they have most in common
    /// with
    #[arg(long)]
    fresh: bool,
    /// Where chance begins: the same seed gives the same plan
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How many iterations of each kind may be spent on a parent
    #[arg(long, value_name = "N", default_value_t = DEFAULT_ROUNDS)]
    rounds: u32,
}

impl AimArguments {
    /// What is counted otherwise than it is.
    pub(super) fn what_if(&self) -> WhatIf {
        WhatIf(self.what_if.iter().cloned().collect())
    }

    /// The aim.
    ///
    /// # Errors
    /// [`Failure::Usage`] for weights without any.
    pub(super) fn aim(&self) -> Result<Aim, Failure> {
        let one = |wanted: Criterion| u32::from(self.by == wanted);
        let weights = self.weights.unwrap_or(Weights {
            households: one(Criterion::Households),
            residents: one(Criterion::Residents),
            minutes: one(Criterion::Minutes),
        });
        if weights.households == 0 && weights.residents == 0 && weights.minutes == 0 {
            let text = "at least one weight is above 0".to_owned();
            return Err(Failure::Usage(text));
        }
        Ok(Aim {
            weights,
            band: self.band,
            caps: self.caps.clone(),
            count: match self.count {
                Some(count) => Count::Exactly(count),
                None if self.keep_count => Count::Kept,
                None => Count::Free,
            },
            seed: self.seed,
            rounds: self.rounds,
            seats: self.seats.clone(),
            is_fresh: self.fresh,
        })
    }
}

fn more(text: &str) -> Result<(UnitId, [i64; 2]), String> {
    let form = || "a unit and a number of households, such as UNIT=+120".to_owned();
    let (unit, numbers) = text.rsplit_once('=').ok_or_else(form)?;
    let (households, residents) = numbers.split_once('/').unwrap_or((numbers, "0"));
    let number = |text: &str| text.trim().parse::<i64>().map_err(|_no_number| form());
    Ok((unit_id(unit)?, [number(households)?, number(residents)?]))
}

fn criterion(text: &str) -> Result<Criterion, String> {
    match text {
        "households" => Ok(Criterion::Households),
        "residents" => Ok(Criterion::Residents),
        "minutes" => Ok(Criterion::Minutes),
        _ => Err("households, residents or minutes are counted".to_owned()),
    }
}

fn band(text: &str) -> Result<Band, String> {
    let form = || "a band is LO..HI, such as 300..500".to_owned();
    let (low, high) = text.split_once("..").ok_or_else(form)?;
    let number = |text: &str| text.trim().parse::<u64>().map_err(|_no_number| form());
    Band::new(number(low)?, number(high)?).map_err(|error| error.to_string())
}

fn pair(text: &str) -> Result<(Criterion, u64), String> {
    let form = || "a criterion and a number, such as residents=3".to_owned();
    let (name, number) = text.split_once('=').ok_or_else(form)?;
    let number = number.trim().parse().map_err(|_no_number| form())?;
    Ok((criterion(name.trim())?, number))
}

fn cap(text: &str) -> Result<Cap, String> {
    let (criterion, at_most) = pair(text)?;
    Ok(Cap { criterion, at_most })
}

fn weights(text: &str) -> Result<Weights, String> {
    let mut weights = Weights {
        households: 0,
        residents: 0,
        minutes: 0,
    };
    for term in text.split(',') {
        let (criterion, weight) = pair(term)?;
        let weight = u32::try_from(weight).map_err(|_large| format!("{weight} is too large"))?;
        match criterion {
            Criterion::Households => weights.households = weight,
            Criterion::Residents => weights.residents = weight,
            Criterion::Minutes => weights.minutes = weight,
        }
    }
    Ok(weights)
}

fn unit_id(text: &str) -> Result<UnitId, String> {
    UnitId::new(text).map_err(|error| error.to_string())
}
