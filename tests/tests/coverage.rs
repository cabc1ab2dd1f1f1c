//! Polygonal coverages: properties, an independent program's opinion, real data, speed.

#[path = "coverage/geos.rs"]
mod geos;
#[path = "coverage/partitions.rs"]
mod partitions;
#[path = "coverage/properties.rs"]
mod properties;
#[path = "coverage/real.rs"]
mod real;
#[path = "coverage/speed.rs"]
mod speed;
#[path = "coverage/villages.rs"]
mod villages;
