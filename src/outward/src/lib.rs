//! outward
