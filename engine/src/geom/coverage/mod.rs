//! Polygonal coverages: regions that share borders, proved, joined and simplified on the lattice.
//!
//! Terms used here (those of JTS where it has them):
//! - **coverage**: valid regions, the **members**, whose interiors do not meet and which are **edge-matched**: where two
//!   touch along a line, both have the same vertices there;
//! - **directed edge**: a ring edge with its owner's interior on the left; **matched**: the reverse edge has an owner
//!   too; the unmatched edges are the **boundary** of the coverage;
//! - **gap**: ground that the members surround and none covers. A coverage may have gaps, a partition may not;
//! - **node, arc**: a vertex where not exactly two edges end; a chain of edges between nodes, or a ring without nodes.
//!
//! - **draft**: the rings of a region as a file has them, valid or not; **repair**: proposed on request, never applied
//!   here.
//!
//! Everything that is proved is integer arithmetic; there is no tolerance. Overlays only measure what is wrong.
//!
//! # Why no fault means a coverage
//! [`validate`] establishes, in this order:
//! 1. **Noding.** Any two edges meet only at vertices of both: every pair of edges with meeting boxes is tested with
//!    exact predicates, and the R-tree finds every such pair.
//! 2. **Once.** No directed edge occurs twice.
//! 3. **Members.** With w(i, p) the sum of the winding numbers of the rings of member i around p, w(i, p) is 0 or 1
//!    everywhere off the edges, and no member has both an edge and its reverse: that makes a [`Region`](super::Region),
//!    whose constructor refuses all else. The interior of each polygon is in one piece.
//! 4. **Sum.** f(p), the sum of w(i, p) over all members, is 0 or 1. So no two interiors meet.
//!
//! By 1, two members that touch along a line have the same vertices there. That is a coverage.
//!
//! For 4: f changes only across edges. Across a matched edge it does not
//! change, since one owner ends where the other begins; by 2 there are no others on it. Across an unmatched edge it is
//! one larger on the left. Around a vertex f therefore takes two values k and k + 1 exactly if the unmatched edges that
//! leave and those that arrive take turns, which is checked at every vertex. An edge has the same two values at both
//! its ends, so k is one number for every connected set of unmatched edges; it is computed west of the set's first
//! vertex, where the edges that a ray to the west crosses give f, and must be 0. So f is 0 or 1 on every face that has
//! an unmatched edge. From any other face, matched edges lead to such a face or to the open country, where f is 0, and
//! f does not change on the way; a face inside a set of matched edges only has the value around the set, for the same
//! reason. That leaves no face.
//!
//! For a **partition** of a parent ([`validate_within`]) the parent's rings are added, turned round. If then every
//! directed edge occurs once and its reverse once, f less the parent's w changes nowhere and is 0 far away, so the
//! members cover the parent, all of it, once.

mod angle;
mod arcs;
mod box_tree;
#[cfg(test)]
mod cases;
mod cut;
mod draft;
mod edges;
mod fault;
mod findings;
mod gaps;
mod ground;
mod joined;
mod live;
mod lost;
mod members;
mod neighbours;
mod noding;
mod overlay;
mod path;
mod proved;
mod repair;
mod rings;
mod simplify;
#[cfg(test)]
mod tests;
mod validate;
mod wedges;
mod winding;

pub(crate) use angle::{cross, direction, turning};
pub use arcs::Arc;
pub(crate) use box_tree::{BoxTree, LatticeBox};
pub use cut::{CutError, cut_region, lies_within};
pub use draft::Draft;
pub use edges::{DirectedEdge, EdgeTable};
pub use fault::{Fault, FaultKind, Place, SLIVER_WIDTH_M, Size};
pub(crate) use ground::{degree_m, segment_m};
pub use lost::ground_lost;
pub use neighbours::Border;
pub use overlay::{difference, intersection};
pub use path::{NodedPaths, node_paths};
pub use proved::Coverage;
pub use repair::{
    Bend, Change, ChangeKind, Repair, RepairError, RepairLimits, preview_repair,
    preview_repair_within,
};
pub(crate) use rings::polygons;
pub use simplify::Tolerance;
pub use validate::{partitions, validate, validate_nested, validate_within};
