//! `hexward responsible`: who answers at an address or a position.

use clap::Args;
use hexward_engine::geom::Position;
use hexward_engine::model::AddressId;
use time::Date;

use super::console::Console;
use super::failure::Failure;
use super::locate::position;
use super::viewpoint::{StoreView, date};
use crate::answering::{Answering, answering};

#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    store: StoreView,
    /// The position, as lon,lat in degrees
    #[arg(
        value_name = "LON,LAT",
        allow_hyphen_values = true,
        value_parser = position,
        required_unless_present = "address",
        conflicts_with = "address"
    )]
    position: Option<Position>,
    /// The id of an address instead
    #[arg(long, value_name = "ID", value_parser = address_id)]
    address: Option<AddressId>,
    /// Only duties that count on this day; all when it is not given
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    day: Option<Date>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

fn address_id(text: &str) -> Result<AddressId, String> {
    AddressId::new(text).map_err(|error| error.to_string())
}

pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Result<(), Failure> {
    let snapshot = arguments.store.read()?;
    let found = answering(
        &snapshot,
        arguments.day,
        arguments.position,
        arguments.address.as_ref(),
    );
    let found: Answering = found.ok_or_else(|| {
        let id = arguments.address.as_ref().map_or("", AddressId::as_str);
        Failure::Usage(format!("there is no address {id}"))
    })?;
    if arguments.json {
        return console.json(&found);
    }
    for row in &found.answers {
        let duty = &row.duty;
        let staff: Vec<String> = duty
            .holders
            .iter()
            .map(|holder| {
                let deputy = if holder.deputy { " (deputy)" } else { "" };
                format!("{}{deputy}", holder.staff)
            })
            .collect();
        let who = if staff.is_empty() {
            "nobody".to_owned()
        } else {
            staff.join(", ")
        };
        let area = row
            .area
            .as_deref()
            .map_or_else(String::new, |area| format!(" {area}"));
        console.line(format_args!(
            "{} {} {}: {who} ({}{area}, duty {})",
            row.title_zh, row.title_en, duty.name, duty.kind, duty.id
        ))?;
    }
    console.line(format_args!("{} people answer", found.people))
}
