//! The groups in which the description lists what can be asked.

use serde_json::{Value, json};

/// Defines the names of groups, and what each is about.
macro_rules! tags {
    ($($name:ident = $text:literal: $about:literal;)*) => {
        $(pub(crate) const $name: &str = $text;)*

        /// All groups in order, as the description has them.
        pub(crate) fn descriptions() -> Value {
            json!([$({ "name": $text, "description": $about }),*])
        }
    };
}

tags! {
    OVERVIEW = "Overview": "What the server holds, and what it allows.";
    PLACES = "Places": "What is at a position, and what is near it.";
    GRIDS = "Grids": "The areas that divide the ground, tier by tier.";
    CARDS = "Cards": "Grids in words and on paper.";
    HONEYCOMBS = "Honeycombs": "Cells of equal size that cut across the grids.";
    CHECKPOINTS = "Checkpoints": "Where people are seen to, and what each is nearest to.";
    UNITS = "Units": "Blocks, estates and buildings.";
    DUTIES = "Duties": "Who answers for what, and what absences leave.";
    FAULTS = "Faults": "Why a tier does not divide the ground.";
    LEDGER = "Ledger": "What assignment of addresses had to decide.";
    CHANGES = "Changes": "Edits, all or none.";
    REVISIONS = "Revisions": "The history, and taking parts of it back.";
    PLANS = "Plans": "Drafts beside what is in force, from the first step to the day they take effect.";
    REBALANCES = "Rebalances": "Searches for grids that meet a band of work and move the fewest households.";
    JOBS = "Jobs": "Files that are imported in steps: sent, checked, looked at, applied.";
    EVENTS = "Events": "Every commit as it comes.";
    TILES = "Tiles": "Pictures and vector tiles, and what their colours mean.";
    OGC = "OGC": "The same for clients of the OGC: API Features, API Tiles, WMTS.";
    HEALTH = "Health": "For what watches the server.";
}
