//! The operations of sts that are built, a file each.

use crate::operation::Entry;

/// All that are built.
pub(crate) const OPERATIONS: &[Entry] = &[];
