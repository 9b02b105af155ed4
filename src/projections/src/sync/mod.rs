//! Read models of datasets.

pub mod datasets;
