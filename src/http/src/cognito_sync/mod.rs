//! The operations of cognito_sync that are built, a file each.

use crate::operation::Entry;

/// All that are built.
pub(crate) const OPERATIONS: &[Entry] = &[];
