//! The cases of other projects (folder `shared/data/fixtures`): our answer is theirs, or the table says why not.

#[path = "fixtures/explained.rs"]
mod explained;
#[path = "fixtures/geojson.rs"]
mod geojson;
#[path = "fixtures/jts.rs"]
mod jts;
#[path = "fixtures/predicates.rs"]
mod predicates;
#[path = "fixtures/shape.rs"]
mod shape;
#[path = "fixtures/tally.rs"]
mod tally;
#[path = "fixtures/xml.rs"]
mod xml;
