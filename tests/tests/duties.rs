//! Duties: covers against a scan of all duties for each address, and what edits make of them.

#[path = "duties/absences.rs"]
mod absences;
#[path = "duties/covers.rs"]
mod covers;
#[path = "duties/edits.rs"]
mod edits;
#[path = "duties/town.rs"]
mod town;
