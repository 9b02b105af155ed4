//! What a dataset is asked for.

mod describe;
mod list_records;

pub use describe::Description;
pub use list_records::{Cursor, PAGE_MAX, Page};
