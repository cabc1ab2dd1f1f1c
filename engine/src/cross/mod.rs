//! Crossing responsibility over irregular grids: faces, edges and junctions, so that nobody answers for a place alone.
//!
//! | term | meaning | 中文 |
//! |---|---|---|
//! | face | a grid of the tier | 网格 |
//! | edge | a border of two faces from one junction to the next | 路段 |
//! | junction | a place where borders meet, with what is around it | 片 |
//! | flag | the part of a face between its centre, half of an edge and the junction at that end | |
//! | outer edge | a border with a face of another parent, or with nobody | |
//!
//! Every face has a worker, who also answers for some edges and junctions: an edge is the **lower**-ranked one's of its
//! two faces, a junction the **highest**-ranked one's around it. Then two workers or more answer for every flag on an
//! inner edge. Let f > g be the faces of the edge, v a junction at an end. In f's flags the edge is g's. In g's flags the
//! junction is f's or that of someone above f, so not g's. A ring of border without a junction, around an enclave, is
//! given one. The proof holds for any order; [`flags`] looks for one in which nobody gets many edges and junctions.
//!
//! Flags on outer edges may have one worker only: they are the list of agreements to make with the neighbours.
//!
//! Faces are cut from a point that sees all of their border, where there is one: the middle of the kernel, or the centroid.
//! Other faces, and those with holes or in several parts, are cut by nearest border. An address is in one flag, that of the
//! position where it counts ([`crate::assign`]), so a building is never divided.

mod cover;
mod kernel;
mod net;
mod rank;
mod regions;
mod report;
mod shape;
#[cfg(test)]
mod tests;

pub use cover::{CrossUnit, Flag, FlagCover, UnitKind, flags};
pub use net::{Beyond, Edge, Junction, Net, NetError};
pub use report::{Agreement, CoverReport, Extra};
