//! Crossing responsibility: two people for every flag on an inner border, on random partitions and on real ones.

#[path = "cross/random.rs"]
mod random;
#[path = "cross/real.rs"]
mod real;
#[path = "cross/town.rs"]
mod town;
