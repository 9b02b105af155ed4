//! Formats that are written here, read by the programs of others.

mod encryption_sdk;
