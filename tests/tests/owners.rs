//! Which area owns a position: exactly one, the same by every way of asking, the same as independent programs say.

#[path = "owners/borders.rs"]
mod borders;
#[path = "owners/city.rs"]
mod city;
#[path = "owners/geos.rs"]
mod geos;
#[path = "owners/scan.rs"]
mod scan;
#[path = "owners/shapes.rs"]
mod shapes;
