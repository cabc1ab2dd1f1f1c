//! Certificates of the demo and of a synthetic city: they hold, and any change of them is refused where it is.

#[path = "certificate/addresses.rs"]
mod addresses;
#[path = "certificate/changes.rs"]
mod changes;
#[path = "certificate/city.rs"]
mod city;
#[path = "certificate/form.rs"]
mod form;
#[path = "certificate/ground.rs"]
mod ground;
#[path = "certificate/kinds.rs"]
mod kinds;
#[path = "certificate/sheet.rs"]
mod sheet;
#[path = "certificate/soho.rs"]
mod soho;
#[path = "certificate/standing.rs"]
mod standing;
