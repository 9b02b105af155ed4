//! Data that follows a person from device to device.

pub mod dataset;
