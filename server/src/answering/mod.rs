//! Who answers for what, as it is said by commands and by the server.

mod people;
mod report;
mod rows;

pub(crate) use people::{AbsenceInArea, AbsenceOfOne, LoadRow};
pub(crate) use report::{Report, Wanted, report};
pub(crate) use rows::{
    AbsenceRow, Answering, DutyRow, RoleRow, ShortageRow, absence_rows, answering, shortage_rows,
};
