//! Duties: who answers for each address, and what the absence of somebody leaves.
//!
//! - **cover**: the duties of a day with the addresses that each is about, by point, building or code as they count;
//! - **site**: the addresses for which the same duties answer;
//! - **person**: a post or staff number that holds duties, and answers for an address once, however many they are.
//!
//! A cover follows from layers alone and changes with them site by site.

mod absent;
mod after;
mod around;
mod changes;
mod cover;
mod extent;
mod fewest;
mod floors;
mod grounds;
mod growing;
mod here;
mod left;
mod load;
mod measures;
mod numbered;
mod presets;
mod reach;
mod reassigned;
mod roles;
mod shifted;
mod shortage;
mod singles;
mod site;
mod sites_of;
mod slot;
mod sources;

pub use absent::{AreaAbsence, absence_by_area};
pub use changes::Changes;
pub use cover::Cover;
pub(crate) use extent::bounds_of;
pub use fewest::Numbers;
pub use here::{AT_ADDRESS_M, Answer};
pub use load::{Equity, Load, equity, loads};
pub use measures::{
    Absence, Extent, Histogram, PairAbsence, absences, at_least, histogram, pair_absences,
};
pub use presets::Preset;
pub use reach::{Reach, reach};
pub use roles::Services;
pub use shortage::{Shortage, shortages};
pub use site::{Answering, Site};
pub use slot::Person;
pub use sources::{Honeycomb, Sources};
