//! Plans of grids: over graphs made to break them, over all small graphs by chance, over synthetic cities and over real data,
//! each looked at without the code that made it.

#[path = "rebalance/cities.rs"]
mod cities;
#[path = "rebalance/fixtures.rs"]
mod fixtures;
#[path = "rebalance/florida.rs"]
mod florida;
#[path = "rebalance/oracle.rs"]
mod oracle;
#[path = "rebalance/providence.rs"]
mod providence;
#[path = "rebalance/singapore.rs"]
mod singapore;
#[path = "rebalance/sound.rs"]
mod sound;
